"""Random numbers of the simulated accelerator come from generators of its own."""

import pytest
import torch

DRAWS = {
    "rand": lambda **where: torch.rand(5, **where),
    "randn": lambda **where: torch.randn(5, **where),
    "randint": lambda **where: torch.randint(100, (5,), **where),
    "randperm": lambda **where: torch.randperm(9, **where),
    "normal": lambda **where: torch.normal(1.0, 2.0, (5,), **where),
    "normal_": lambda device, **how: torch.empty(5, device=device).normal_(**how),
    "uniform_": lambda device, **how: torch.empty(5, device=device).uniform_(**how),
    "bernoulli": lambda device, **how: torch.bernoulli(torch.full((9,), 0.5, device=device), **how),
    "multinomial": lambda device, **how: torch.multinomial(torch.ones(9, device=device), 5, **how),
}


@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS)
def test_one_seed_draws_what_the_cpu_draws(device, draw):
    def drawn(where):
        torch.manual_seed(7)
        return [draw(device=where).cpu() for _ in range(2)]

    ours, theirs = drawn(device), drawn("cpu")
    assert all(torch.equal(*pair) for pair in zip(ours, theirs, strict=True))
    assert not torch.equal(*ours)


@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS)
def test_a_generator_draws_what_the_cpus_draws(device, draw):
    ours = draw(device=device, generator=torch.Generator(device).manual_seed(8))
    assert ours.device == device
    theirs = draw(device="cpu", generator=torch.Generator().manual_seed(8))
    assert torch.equal(ours.cpu(), theirs)


def test_the_cpus_draws_are_not_disturbed(device):
    torch.manual_seed(9)
    undisturbed = torch.rand(3)
    torch.manual_seed(9)
    torch.rand(3, device=device)
    assert torch.equal(torch.rand(3), undisturbed)


def test_a_generator_is_one_of_the_device(device):
    generator = torch.Generator(device="sim")
    assert generator.device == device
    assert isinstance(generator, torch.Generator)
    assert generator.manual_seed(10) is generator and generator.initial_seed() == 10
    copied = generator.clone_state()
    assert copied.device == device
    first = torch.rand(2, device=device, generator=generator)
    assert torch.equal(torch.rand(2, device=device, generator=copied), first)


def test_generators_of_the_cpu_are_as_before(device):
    for generator in (torch.Generator(), torch.Generator("cpu"), torch.Generator(device="cpu")):
        assert generator.device == torch.device("cpu")
        assert isinstance(generator, torch.Generator)
    assert not isinstance(1, torch.Generator)
    with pytest.raises(RuntimeError):
        torch.Generator(device="nonsense")


def test_the_state_can_be_kept(device):
    torch.sim.manual_seed(11)
    assert torch.sim.initial_seed() == 11
    state = torch.sim.get_rng_state()
    first = torch.rand(2, device=device)
    with torch.random.fork_rng(devices=[0], device_type="sim"):
        torch.sim.set_rng_state(state)
        assert torch.equal(torch.rand(2, device=device), first)
    assert not torch.equal(torch.rand(2, device=device), first)
    torch.sim.seed()
    assert torch.sim.initial_seed() != 11
