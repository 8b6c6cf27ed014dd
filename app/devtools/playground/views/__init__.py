"""The pages: HTTP in, one part called, a page or a redirect out."""
