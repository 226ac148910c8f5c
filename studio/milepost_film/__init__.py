"""The film maker: a storyboard in Markdown becomes a narrated, captioned, illustrated film.

An author's tool (extra `film`), never needed to serve or to export.
"""
