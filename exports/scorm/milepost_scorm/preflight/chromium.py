"""The Chromium that is installed here, and how it is started: it asks nobody, and draws only pages."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

#: What learners have comes first; the last is the same engine without windows.
ON_PATH = (
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "microsoft-edge",
    "msedge",
    "chromium-headless-shell",
)
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
WINDOWS_ROOTS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
WINDOWS = (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")

#: What Playwright turns off. Chromium heeds its last --disable-features only, so ours has to repeat them.
OFF_FOR_PLAYWRIGHT = (
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "TcpPortRandomizationWin",
    "ThirdPartyStoragePartitioning",
    "msEdgeUpdateLaunchServicesPreferredVersion",
    "msForceBrowserSignIn",
)
#: Pages of the browser's own that nobody sees here. They cost twice what our page costs: the list under the
#: address bar is two web pages in each new window, and one more process waits for an address to be typed.
OFF_FOR_SPEED = (
    "SpareRendererForSitePerProcess",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "WebUIOmniboxPopup",
)


def find_browser() -> str | None:
    """Return an installed Chromium or one of its kin; None leaves it to Playwright. BROWSER_BIN wins."""
    if os.environ.get("BROWSER_BIN"):
        return os.environ["BROWSER_BIN"]
    on_path = (shutil.which(name) for name in ON_PATH)
    windows = (str(Path(os.environ.get(root, "?"), tail)) for root in WINDOWS_ROOTS for tail in WINDOWS)
    fixed = (place for place in (*MAC, *windows) if Path(place).is_file())
    return next((found for found in (*on_path, *fixed) if found), None)


def switches(*hosts: str) -> list[str]:
    """Return the switches to start it with; every name but these hosts (of loopback) is unknown to it."""
    known = "".join(f", EXCLUDE {host}" for host in hosts)
    as_root = sys.platform != "win32" and os.geteuid() == 0  # as root it cannot have its sandbox
    return [
        "--disable-background-networking",
        "--disable-quic",
        "--no-first-run",
        f"--host-resolver-rules=MAP * ~NOTFOUND{known}",
        f"--disable-features={','.join(OFF_FOR_PLAYWRIGHT + OFF_FOR_SPEED)}",
        *(["--no-sandbox"] if as_root else []),
    ]
