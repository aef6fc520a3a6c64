"""One module a file format: from files to an `ImageSet` or an `InkSet`."""
