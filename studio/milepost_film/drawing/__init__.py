"""The pictures: own vectors, one visual language, no photo and no real person."""
