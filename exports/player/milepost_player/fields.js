// @ts-check
/** Worksheet fields, and the page that collects what was written in them. */
(function (milepost) {
  "use strict";

  const { pageWord: word, make, html } = milepost.view;

  /**
   * @param {{page: any, root: HTMLElement, record: any, tell: (text: string) => void}} context
   * @returns {() => void} keep what stands in the fields now
   */
  function openFields({ page, root, record, tell }) {
    const areas = /** @type {HTMLTextAreaElement[]} */ ([...root.querySelectorAll('textarea[name^="f."]')]);
    for (const area of areas) {
      area.value = record.textOf(page, area.name.slice(2));
      area.addEventListener("change", () => {
        keep();
        record.save(false, false);
      });
    }

    const keep = () => areas.forEach((area) => record.keepText(page, area.name.slice(2), area.value));

    if (areas.length || page.kind === "worksheet") root.append(ending("save", "saved_now", page.kind === "worksheet"));
    if (page.kind === "activity") root.append(ending("mark_done", "done", true));
    return keep;

    function ending(label, after, completes) {
      const button = make("button", { type: "button", class: "button" }, word(label));
      const state = make("span", { class: "page-state" }, completes && record.isDone(page) ? word(after) : "");
      button.addEventListener("click", () => {
        keep();
        if (completes) record.markDone(page);
        record.save(true);
        state.textContent = word(after);
        tell(milepost.view.word(after));
      });
      return make("p", { class: "page-done" }, button, " ", state);
    }
  }

  /**
   * Everything written so far, page by page, with the prompts.
   * @param {any} record
   * @param {(page: any) => Promise<any>} load
   */
  async function product(record, load) {
    const parts = [];
    for (const page of record.pages) {
      const written = record.asksOf(page).fields.filter((field) => record.textOf(page, field));
      if (!written.length) continue;
      const source = html(make("div", {}), (await load(page)).html);
      parts.push(make("h2", { lang: page.lang, dir: "auto" }, page.title));
      for (const field of written) {
        const label = source.querySelector(`#f-${field}-prompt`);
        if (label) parts.push(make("div", { class: "product-prompt", lang: page.lang, dir: "auto" }, ...label.childNodes));
        parts.push(make("p", { class: "product-text", dir: "auto" }, record.textOf(page, field)));
      }
    }
    return parts.length ? parts : [make("p", {}, milepost.view.word("product_empty"))];
  }

  milepost.openFields = openFields;
  milepost.product = product;
})((window.milepost = window.milepost || {}));
