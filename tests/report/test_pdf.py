from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from runtall.report.pdf import render_pdf
from runtall.testing.samples import ATTACK, hostile_sample, quiet_sample, sample_analysis


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("make", [sample_analysis, quiet_sample, hostile_sample])
def test_two_or_three_pages_with_fonts_inside(make):
    pdf = render_pdf(make())
    assert pdf.startswith(b"%PDF-")
    assert 1 <= pages(pdf) <= 3


def test_the_same_analysis_gives_the_same_file():
    assert render_pdf(sample_analysis()) == render_pdf(sample_analysis())


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext of poppler-utils")
def test_hostile_text_is_shown_as_text(tmp_path):
    path = tmp_path / "r.pdf"
    path.write_bytes(render_pdf(hostile_sample()))
    text = subprocess.run(
        ["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True, text=True
    ).stdout
    told = "".join(text.split())
    assert "".join(ATTACK.split())[:30] in told
    assert '#eval("1")' in told
