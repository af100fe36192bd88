"""PDF: text by pdfium, structure and limits by pypdf."""

from ingest.readers.pdf.reader import PdfReader

__all__ = ["PdfReader"]
