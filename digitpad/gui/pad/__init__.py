"""The pad: canvas, pens, boxes around the digits of a number, drawings in and out of files."""
