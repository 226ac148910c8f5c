"""Packages that are right, for tests to spoil: one of each edition, as another maker might write them."""

from __future__ import annotations

Files = dict[str, str | bytes]

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A lesson</title>
<link rel="stylesheet" href="style.css"><script src="lesson.js"></script></head>
<body><h1>A lesson</h1><img src="media/post.svg" alt="A milepost">
<video controls><source src="media/film.mp4"><track kind="captions" src="media/film.vtt" srclang="en"></video>
<a href="https://example.org/source">Source</a></body></html>
"""
FIND = """(function () {
  var w = window, api = null;
  while (w && !(api = w.API || w.API_1484_11) && w.parent !== w) w = w.parent;
  if (!api) return;
  var old = !!api.LMSInitialize;
  (old ? api.LMSInitialize : api.Initialize).call(api, "");
  var status = old ? "cmi.core.lesson_status" : "cmi.completion_status";
  (old ? api.LMSSetValue : api.SetValue).call(api, status, "completed");
  (old ? api.LMSCommit : api.Commit).call(api, "");
  addEventListener("pagehide", function () { (old ? api.LMSFinish : api.Terminate).call(api, ""); });
})();
"""
CONTENT: Files = {
    "index.html": PAGE,
    "style.css": "body { background: url(media/post.svg); }\n",
    "lesson.js": FIND,
    "media/post.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
    "media/film.mp4": b"\0" * 100,
    "media/film.vtt": "WEBVTT\n",
}
LISTED = "\n".join(f'      <file href="{name}"/>' for name in CONTENT)
ORGANIZATIONS = """  <organizations default="org">
    <organization identifier="org"><title>Course</title>
      <item identifier="item-1" identifierref="res-1"><title>Lesson</title>
      </item>
    </organization>
  </organizations>"""
MANIFEST_12 = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="course" version="1.0"
  xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
{ORGANIZATIONS}
  <resources>
    <resource identifier="res-1" type="webcontent" adlcp:scormtype="sco" href="index.html">
{LISTED}
    </resource>
  </resources>
</manifest>
"""
MANIFEST_2004 = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="course" version="1.0"
  xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3"
  xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3" xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3"
  xmlns:imsss="http://www.imsglobal.org/xsd/imsss">
  <metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>
{ORGANIZATIONS}
  <resources>
    <resource identifier="res-1" type="webcontent" adlcp:scormType="sco" href="index.html">
{LISTED}
    </resource>
  </resources>
</manifest>
"""
MANIFESTS = {"scorm-1.2": MANIFEST_12, "scorm-2004": MANIFEST_2004}


def files(edition: str) -> Files:
    """Return the files of a package that has nothing wrong with it."""
    return {"imsmanifest.xml": MANIFESTS[edition], **CONTENT}
