"""Makes a small PDF with a text layer: one line a text line, no font embedded.

A tab in a line ends a cell: what follows it stands at the next multiple of a column's width, as in
a table.
"""

from __future__ import annotations

from collections.abc import Sequence

COLUMN = 150
"""Width of a column of a table."""


def make_pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF of pages of lines; codes are UTF-16 units, said so by a ToUnicode map."""
    used = sorted({char for page in pages for line in page for char in line} - {"\t"})
    mapping = "\n".join(f"<{ord(char):04x}> <{ord(char):04x}>" for char in used)
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(used)} beginbfchar\n{mapping}\nendbfchar\nendcmap end end"
    )
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /Identity-H "
        "/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Any /CIDSystemInfo "
        "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 >>",
        _stream(to_unicode),
    ]
    for number, lines in enumerate(pages):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {7 + 2 * number} 0 R >>"
        )
        shown = [
            f"BT /F1 12 Tf 1 0 0 1 {50 + column * COLUMN} {800 - 20 * place} Tm "
            f"<{cell.encode('utf-16-be').hex()}> Tj ET"
            for place, line in enumerate(lines)
            for column, cell in enumerate(line.split("\t"))
            if cell
        ]
        objects.append(_stream("\n".join(shown)))
    return _file(objects)


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _file(objects: Sequence[str]) -> bytes:
    out = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("ascii")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(out)
    return out + (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    ).encode("ascii")
