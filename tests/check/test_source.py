"""Source text: forbidden names under any alias, and which cell defines what."""

import pytest

from torchcourse.check.source import current_cells, digest, forbidden_names


@pytest.mark.parametrize(
    "source",
    [
        "torch.optim.SGD(p)",
        "from torch import optim as o",
        "from torch.optim import SGD",
        "import torch.optim as o",
        "getattr(torch, 'optim')",
        "%time\ntorch.optim.SGD(p)",
        "%time torch.optim.SGD(p)",
        "%timeit -n 1 torch.optim.SGD(p)",
        "!echo 'from torch import optim' > own.py",
        "%%writefile own.py\nfrom torch import optim",
    ],
)
def test_a_forbidden_name_is_seen_under_any_alias(source):
    assert forbidden_names(["x = 1", source], ["optim"]) == ["optim"]


@pytest.mark.parametrize(
    "source",
    [
        "optimizer.step()",
        '"""Without torch.optim, by hand."""',
        '"""no torch.optim."""',
        "# torch.optim",
        "print('optim')",
        "print(f'torch.optim {x}')",
        "losses['optim'] = {'optim': plot(x, label='optim')}",
        "raise ValueError('optim')",
        "assert x, 'optim'",
        "model.eval()\nx = 'without torch.optim'",
        "getattr(model, 'weight')",
        "class A:\n    def all(self): return [getattr(self, name) for name in 'ab']",
        "class A:\n    name = 'optim'\n    def __repr__(self): return 'optim'",
        "log = logging.getLogger('optim')\nall = ['optim', 'lr']",
        "self.modules()",
        "import sys\nprint(sys.version)",
        "from sys import getsizeof",
        "class A:\n    def all(self): return [one for one in self.modules]",
        "for one in model.modules(): ...",
        "%time x = 1  # without torch.optim",
        "%matplotlib inline\n# torch.optim",
        "x = 1",
    ],
)
def test_prose_and_similar_names_are_allowed(source):
    assert forbidden_names(["x = 1", source], ["optim"]) == []


@pytest.mark.parametrize(
    "source",
    [
        "def ce(y): return 1\ndef loss(y): return ce(y)",
        "def loss(y): return ce(y)\ndef ce(y): return 1",
        "def ce(y): return 1\nprint(ce(2))\nassert ce(2) == 1",
        "def train(x, ce): return ce(x)",
        "class ce: ...\nloss = ce()",
        "def loss(y):\n    ce = 1\n    return ce",
        "class A:\n    def ce(self): return 1\n    def loss(self): return self.ce()",
        "class A:\n    def __init__(self): self.ce = 1\n    def loss(self): return self.ce",
    ],
)
def test_a_name_of_ones_own_is_no_use_of_the_forbidden_one(source):
    assert forbidden_names([source], ["ce"]) == []


def test_a_helper_in_another_cell_is_ones_own_too():
    assert forbidden_names(["def ce(y): return 1", "loss = ce(2)"], ["ce"]) == []


@pytest.mark.parametrize(
    "source",
    [
        "loss = ce(2)",
        "ce = F.ce\nloss = ce(2)",
        "def ce(y): return 1\nloss = F.ce",
        "theirs = ce\ndef ce(y): return theirs(y)\nfrom torch.nn.functional import *",
        "from torch.nn.functional import ce\nloss = ce",
        "def ce(y): return 1\n%pylab\nloss = ce",
        "class A(F):\n    def loss(self): return self.ce(2)",
        "class A:\n    def ce(self): return F.ce(self.y)",
        "def of(self, y): return self.ce(y)\ndef ce(y): return of(F, y)",
        "class A:\n    def of(self, y): return self.ce(y)\ndef ce(y): return A.of(F, y)",
        "loss = find('torch.nn.functional.ce')",
        "match F:\n    case object(ce=loss): ...",
        "class A:\n    def of(self): self.ce = self.ce; return self.ce\nloss = A.of(F)",
    ],
)
def test_a_name_that_may_be_pytorchs_is_a_use_of_it(source):
    assert forbidden_names([source], ["ce"]) == ["ce"]
    assert forbidden_names(source.split("\n"), ["ce"]) == ["ce"]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("getattr(torch, 'op' + 'tim')", "getattr"),
        ("g = getattr", "getattr"),
        ("def of(self, name): return getattr(self, name)", "getattr"),
        ("torch.__getattribute__('optim')", "__getattribute__"),
        ("g = torch.__getattribute__", "__getattribute__"),
        ("torch._C._nn.mse_loss", "_C"),
        ("from torch import _C as c", "_C"),
        ("torch.ops.aten", "ops"),
        ("import builtins", "builtins"),
        ("from importlib import import_module", "importlib"),
        ("eval(x)", "eval"),
        ("torch.__dict__[x]", "__dict__"),
        ("sys.modules[x]", "sys.modules"),
        ("import sys as s", "sys.modules"),
        ("from sys import modules", "sys.modules"),
        ("torch.sys.modules[x]", "sys.modules"),
        ("from inspect import sys as s\ns.modules[x]", "sys.modules"),
        ("F.relu.__globals__[x]", "__globals__"),
        ("kept.step.__wrapped__(optimizer)", "__wrapped__"),
        ("inspect.unwrap(kept.step)(optimizer)", "unwrap"),
        ("kept.step.__closure__[0].cell_contents(optimizer)", "__closure__"),
        ("torch.nn.Module.__subclasses__()", "__subclasses__"),
        ("locals()['o'] = 1", "locals"),
        ("attrgetter('op' + 'tim')", "attrgetter"),
        ("from operator import attrgetter as of", "attrgetter"),
        ("pydoc.locate(x)", "locate"),
        ("import pickle", "pickle"),
        ("dict(inspect.getmembers(torch))['optim']", "getmembers"),
        ("from inspect import getattr_static as of\nof(torch, 'optim')", "getattr_static"),
        ("[o for o in gc.get_objects() if is_wanted(o)]", "get_objects"),
        ("gc.get_referents(torch)[0]['op' + 'tim']", "get_referents"),
        ("methodcaller('op' + 'tim')(torch)", "methodcaller"),
        ("CompilationUnit('op' + 'tim')", "CompilationUnit"),
        ("runpy.run_module('torch')['op' + 'tim']", "run_module"),
        ("torch.overrides.get_testing_overrides()", "get_testing_overrides"),
        ("from torch._decomp import decomposition_table", "_decomp"),
        ("graph.call_method('op' + 'tim')", "call_method"),
        ("class A(type(torch)): __match_args__ = ('op' + 'tim',)", "__match_args__"),
        ("pydoc.safeimport('torch.op' + 'tim')", "safeimport"),
        ("typing.get_type_hints(f)['x']", "get_type_hints"),
        ("sys._getframe().f_builtins['get' + 'attr']", "f_builtins"),
        ("inspect.currentframe().f_back.f_globals[x]", "f_globals"),
        ("inspect.stack()[1].frame.f_locals[x]", "f_locals"),
        ("inspect.getclosurevars(f)[1][x]", "getclosurevars"),
        ("torch._fused_sgd_(p, g, [], lr=lr)", "_fused_sgd_"),
        ("from torchcourse.explorers.racers import RACERS", "explorers"),
        ("class A:\n    def of(self, n): return getattr(self, n)\nf = A.of(torch, x)", "getattr"),
        ("%magic\nglobals()", "globals"),
        ("%time None\ngetattr(torch, 'op' + 'tim')", "getattr"),
        ("!true\neval('op' + 'tim')", "eval"),
        ("%timeit -n 1 eval('op' + 'tim')", "eval"),
        ("%%writefile own.py\ngetattr(torch, 'op' + 'tim')", "getattr"),
        ("x = " + "-" * 10_000 + "1\ngetattr(torch, 'op' + 'tim')", "getattr"),
    ],
)
def test_what_may_stand_for_a_forbidden_name_is_forbidden_too(source, found):
    assert forbidden_names([source], ["optim"]) == [found]
    assert forbidden_names([source], []) == []


@pytest.mark.parametrize(
    "call",
    [
        "exec(text)",
        "open('own.py', 'w').write(text)",
        "torch.jit.CompilationUnit(text)",
        "cProfile.runctx(text, known, {})",
    ],
)
def test_a_text_that_is_run_or_written_is_source(call):
    source = f"text = 'import torch; f = torch.optim.SGD'\n{call}"
    assert forbidden_names([source], ["optim"])[0] == "optim"


def test_the_last_cell_that_defines_a_name_counts():
    cells = ["def f(): return 1", "x = 1", "def f(): return 2", "%magic", "(a, b) = 1, 2"]
    assert current_cells(cells, {"f"}) == [cells[2]]
    assert current_cells(cells, {"b", "x"}) == [cells[1], cells[4]]
    assert current_cells(cells, {"nothing"}) == []
    assert set(current_cells(cells)) == {cells[1], cells[2], cells[4]}


def test_a_digest_is_blind_to_trailing_space_only():
    assert digest("a = 1\nb = 2") == digest("a = 1  \nb = 2\n")
    assert digest("a = 1") != digest("a = 2")
