"""The project as a whole: what is public, what is promised, what the pages say."""

import ast
import importlib.metadata
import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import runtall
from runtall.literature import references
from runtall.testing.contracts import claims

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "runtall"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
HEAVY = {
    "PIL", "av", "cv2", "h5netcdf", "h5py", "jax", "jinja2", "matplotlib", "mediapipe", "numpy",
    "onnxruntime", "pandas", "rich", "scipy", "typer", "typst", "xarray",
}  # fmt: skip
IMPORT_BUDGET_S = 0.3
PERMISSIVE = {
    "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-CMU", "MPL-2.0", "PSF-2.0",
}  # fmt: skip


def build_docs():
    """The script that writes the generated pages."""
    spec = importlib.util.spec_from_file_location("build_docs", ROOT / "tools" / "build_docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- what is public -----------------------------------------------------------------------------


def test_public_names_are_there():
    expected = {"Analysis", "Recording", "Runner", "__version__", "analyze", "errors", "load"}
    assert set(runtall.__all__) == expected == set(dir(runtall))
    for name in runtall.__all__:
        assert getattr(runtall, name) is not None


def test_an_unknown_public_name_is_refused():
    with pytest.raises(AttributeError, match="has no attribute 'analyse'"):
        runtall.analyse  # noqa: B018


def test_import_is_quick_and_pulls_in_nothing_heavy():
    code = (
        "import json, sys, time; t = time.perf_counter(); import runtall;"
        "print(json.dumps([time.perf_counter() - t, sorted(sys.modules)]))"
    )
    runs = [
        json.loads(
            subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
        )
        for _ in range(3)
    ]
    assert not HEAVY & set(runs[0][1])
    assert min(run[0] for run in runs) < IMPORT_BUDGET_S


def test_command_line_starts_without_the_heavy_parts():
    code = "import sys, runtall.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert not {"cv2", "mediapipe", "scipy", "xarray", "av", "typst"} & set(done.stdout.split())


# --- the shape of the code ----------------------------------------------------------------------


def sources():
    return sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_files_and_functions_stay_small(path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) < 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = node.end_lineno - body[0].lineno + 1 if body else 0
            assert lines <= 55, f"{node.name} has {lines} lines"


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_nothing_is_unpickled_or_evaluated(path):
    tree = ast.parse(path.read_text("utf-8"))
    names = {
        a.name.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names
    }
    names |= {
        (n.module or "").split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)
    }
    assert not {"pickle", "shelve", "marshal", "dill", "joblib"} & names
    called = {
        n.func.id
        for n in ast.walk(tree)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    }
    assert not {"eval", "exec"} & called


def test_imports_point_one_way():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


# --- dependencies -------------------------------------------------------------------------------


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_of(package):
    """What an installed package says of its licence, as SPDX where it can be told."""
    about = importlib.metadata.metadata(package)
    if about.get("License-Expression"):
        return about["License-Expression"]
    said = " ".join(c for c in about.get_all("Classifier", []) if c.startswith("License ::"))
    said += " " + (about.get("License") or "")[:200]
    words = {
        "MIT": "MIT", "Apache": "Apache-2.0", "BSD 2": "BSD-2-Clause", "BSD": "BSD",
        "Redistribution": "BSD", "Mozilla": "MPL-2.0", "Python Software": "PSF-2.0",
        "ISC": "ISC", "GPL": "GPL", "Copyright": "BSD",
    }  # fmt: skip
    return next((spdx for word, spdx in words.items() if word in said), said.strip())


def named():
    """Every dependency of pyproject.toml with the licence stated beside it."""
    docs = build_docs()
    groups = ["dependencies", *PROJECT["optional-dependencies"]]
    return sorted({(n.strip("`"), lic) for g in groups for n, _, lic, _ in docs.dependencies_of(g)})


def test_every_dependency_states_licence_and_reason():
    extras = PROJECT["optional-dependencies"].values()
    wanted = [*PROJECT["dependencies"], *(d for extra in extras for d in extra)]
    packages = {re.split(r"[\[<>=]", w)[0] for w in wanted} - {"runtall"}
    assert packages == {name for name, _ in named()}
    for requirement in wanted:
        bounded = re.search(r"==|>=[\d.]+,<[\d.]+$", requirement)
        assert bounded or requirement.startswith("runtall["), f"{requirement}: two bounds, please"


@pytest.mark.parametrize(("package", "licence"), named())
def test_licence_is_what_the_package_says(package, licence):
    try:
        said = licence_of(package)
    except importlib.metadata.PackageNotFoundError:
        pytest.skip(f"{package} is not installed here")
    assert licence.startswith(said), f"{package} says {said}"


def installed_closure():
    """Packages that `pip install runtall` brings, as far as they are installed here."""
    found, queue = set(), [re.split(r"[\[<>=]", d)[0] for d in PROJECT["dependencies"]]
    while queue:
        package = normal(queue.pop())
        if package in found:
            continue
        try:
            needs = importlib.metadata.requires(package) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        found.add(package)
        queue += [re.split(r"[ \[<>=!~;(]", n)[0] for n in needs if "extra ==" not in n]
    return sorted(found)


@pytest.mark.parametrize("package", installed_closure())
def test_what_is_installed_with_runtall_is_free_to_use(package):
    said = licence_of(package)
    parts = {p for p in re.split(r" (?:AND|OR|WITH) |[()]", said) if p}
    permissive = PERMISSIVE | {"BSD", "0BSD", "Zlib", "CC0-1.0", "Unlicense", "HPND", "MIT-0"}
    assert parts <= permissive or " OR " in said, f"{package}: {said}"


# --- pages --------------------------------------------------------------------------------------


def test_generated_pages_are_up_to_date():
    assert build_docs().stale() == [], "run python tools/build_docs.py"


def test_version_is_in_the_changelog():
    assert f"## {runtall.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert "### Scientific changes" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def block(name):
    text = (ROOT / "README.md").read_text("utf-8")
    found = re.search(rf"\[start:{name}\] -->\n```bash\n(.*?)```", text, re.DOTALL)
    assert found, f"README.md has no {name}"
    return found[1]


def test_blocks_of_the_readme_do_what_they_say():
    assert "pip install ." in block("block-one")
    assert block("block-one").rstrip().endswith("runtall demo")
    assert block("block-two").rstrip().endswith("-m pytest")
    for name in ("block-one", "block-two"):
        done = subprocess.run(["bash", "-n"], input=block(name), text=True, check=False)
        assert done.returncode == 0


def test_blocks_prepare_the_system_alike():
    one, two = (block(n).split("python3 -m venv")[0] for n in ("block-one", "block-two"))
    assert one == two


def pages():
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *PACKAGE.rglob("*.j2")]
    return sorted([*found, *PACKAGE.rglob("*.typ"), *PACKAGE.rglob("*.html")])


@pytest.mark.parametrize("path", pages(), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_page_claims_to_diagnose_or_treat(path):
    text = path.read_text("utf-8")
    # Titles of works are what others wrote.
    for work in references().values():
        text = text.replace(work.title, "")
    assert claims(text) == []


# The file that lists the forbidden words has to name them.
SPEAKING = [path for path in sources() if path.name != "contracts.py"]


@pytest.mark.parametrize("path", SPEAKING, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_text_in_code_claims_to_diagnose_or_treat(path):
    tree = ast.parse(path.read_text("utf-8"))
    texts = [
        n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    ]
    assert [c for text in texts for c in claims(text)] == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("*.md")), ids=lambda p: p.name)
def test_links_of_the_front_pages_lead_somewhere(path):
    links = re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8"))
    missing = [k for k in links if not k.startswith("http") and not (ROOT / k).exists()]
    assert missing == []


def test_promises_name_tests_that_exist():
    page = (ROOT / "docs" / "reliability.md").read_text("utf-8")
    shown = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", page)
    assert shown
    for file, test in shown:
        path = ROOT / file
        assert path.is_file(), file
        assert not test or f"def {test}(" in path.read_text("utf-8"), f"{file}::{test}"


def test_drawing_loads_nothing_and_speaks():
    drawing = (ROOT / "docs" / "images" / "filming.svg").read_text("utf-8")
    assert "<title" in drawing
    assert "<desc" in drawing
    assert not re.findall(r"href|url\(|<script|<image|@import", drawing)
