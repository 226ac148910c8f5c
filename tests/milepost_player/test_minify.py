"""Scripts made small: they mean the same, and nothing but names of variables has changed."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import Page

from milepost_player import assets
from milepost_player.minify import minify

# Names are given out by use, then by alphabet.
CASES = {
    "const first = 1; // why\nlet second = first + 2;\n": "const a=1;let b=a+2;\n",
    "/** doc\n * @type {X} */\nfunction twice(n) {\n  return n * 2;\n}\n": "function b(a){return a*2}\n",
    "const { share, points: won } = score;": "const{share:a,points:b}=score;\n",
    "const share = 1; tell({ share, won: share });": "const a=1;tell({share:a,won:a});\n",
    "const page = {}; page.page = page?.page;": "const a={};a.page=a?.page;\n",
    "const text = `a${one}b // no ${`in ${text}`}`;": "const a=`a${one}b // no ${`in ${a}`}`;\n",
    'const tag = /[/"]\\/ x/g; const half = 1 / 2 / 3;': 'const b=/[/"]\\/ x/g;const a=1/2/3;\n',
    "const box = { open() { return 1; }, get size() {} };": "const a={open(){return 1},get size(){}};\n",
    "items.map((item, n) => item + +n);": "items.map((a,b)=>a+ +b);\n",
    "const a1 = () => {}\nconst b1 = a1\n": "const a=()=>{}\nconst b=a\n",
    "try { go(); } catch (error) { tell(error); }": "try{go()}catch(a){tell(a)}\n",
    "const location = 1; window.x = 'location // y';": "const location=1;window.x='location // y';\n",
    "const run = ({ k: { low = 3 } }, [x, ...y]) => low + x;": "const c=({k:{low:a=3}},[b,...d])=>a+b;\n",
}


@pytest.mark.parametrize("source", CASES)
def test_small(source: str) -> None:
    assert minify(source) == CASES[source]


@pytest.mark.parametrize("source", ["`open", "const x = (1;", "# no"])
def test_what_is_not_understood_is_said(source: str) -> None:
    with pytest.raises(ValueError, match=r"not (understood|closed)"):
        minify(source)


def test_the_script_is_the_same_each_time_and_small() -> None:
    script = assets.script()
    assert script == assets.script()
    assert len(gzip.compress(script)) < 14_000
    assert b"@type" not in script and b"\n\n" not in script


def test_an_adapter_stands_before_the_start() -> None:
    script = assets.script("milepost.adapters.mine = () => 'here I am';").decode()
    assert script.index("here I am") < script.index("milepost-course")


@pytest.mark.browser
def test_it_runs_the_same(page: Page) -> None:
    source = """
    const words = ["b", "a"]; const { length: count } = words;
    function sorted(list, { reverse = false } = {}) {
      const copy = [...list].sort()
      return reverse ? copy.reverse() : copy
    }
    const told = { count, text: `${sorted(words, { reverse: true }).join("/")} ${/a\\/b/.test("a/b")}` };
    window.result = told;
    """
    page.goto("about:blank")
    results = []
    for script in (source, minify(source)):
        page.evaluate("(script) => { (0, eval)(`{${script}}`); }", script)
        results.append(page.evaluate("window.result"))
    assert results[0] == results[1] == {"count": 2, "text": "b/a true"}
