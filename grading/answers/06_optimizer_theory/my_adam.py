"""Wrong and alternative answers to my_adam (read by grading.bank)."""

from grading.bank import alternative, wrong

wrong(
    "t as an attribute",
    fails=["a gradient that is None in between", "resumed from its state_dict"],
    says="Your t is an attribute of the optimizer. `state_dict()` does not save it; and if it is "
    "one for all, a parameter that had no gradient for a while gets the t of the others. It "
    "belongs into `self.state[p]`, with m and s.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})
            self.t = 0

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            self.t += 1
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    state = self.state[p]
                    state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * p.grad
                    state["s"] = beta2 * state.get("s", 0.0) + (1 - beta2) * p.grad**2
                    m_hat = state["m"] / (1 - beta1**self.t)
                    s_hat = state["s"] / (1 - beta2**self.t)
                    p -= lr * m_hat / (s_hat.sqrt() + eps)
            return loss
    """,
)


wrong(
    "t in the group",
    fails=["a gradient that is None in between"],
    says="Your t is saved, but it counts calls of `step`: it belongs to a group or to all, or is "
    "counted before you look for `None`. A parameter that had no gradient in some calls has taken "
    "fewer steps; t counts its own.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                group["t"] = t = group.get("t", 0) + 1
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    state = self.state[p]
                    state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * p.grad
                    state["s"] = beta2 * state.get("s", 0.0) + (1 - beta2) * p.grad**2
                    p -= lr * (state["m"] / (1 - beta1**t)) / (
                        (state["s"] / (1 - beta2**t)).sqrt() + eps
                    )
            return loss
    """,
)


wrong(
    "a memory of its own",
    fails=["resumed from its state_dict"],
    says="What you remember does not come through `state_dict()`: after loading, your optimizer "
    "begins anew. Keep it in `self.state[p]`: attributes of your own are not saved, and what you "
    "find by `id(p)` or by the old parameter is not found by a new one.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})
            self.memory = {}

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    m, s, t = self.memory.get(p, (0.0, 0.0, 0))
                    m, s = beta1 * m + (1 - beta1) * p.grad, beta2 * s + (1 - beta2) * p.grad**2
                    t += 1
                    self.memory[p] = m, s, t
                    p -= lr * (m / (1 - beta1**t)) / ((s / (1 - beta2**t)).sqrt() + eps)
            return loss
    """,
)


wrong(
    "a memory of the class",
    fails=[
        "30 steps with a scheduler",
        "groups with settings of their own",
        "a gradient that is None in between",
        "resumed from its state_dict",
        "two optimizers at once",
        "step with a closure, and without",
        "the dtype of what is remembered",
        "the gradients after a step",
    ],
    says="Two optimizers share one memory: yours is an attribute of the *class*, made once for all "
    "of them. It belongs to the instance, and there best into `self.state[p]`.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        memory = {}

        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            index = 0
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    index += 1
                    if p.grad is None:
                        continue
                    m, s, t = self.memory.get(index, (0.0, 0.0, 0))
                    m, s = beta1 * m + (1 - beta1) * p.grad, beta2 * s + (1 - beta2) * p.grad**2
                    t += 1
                    self.memory[index] = m, s, t
                    p -= lr * (m / (1 - beta1**t)) / ((s / (1 - beta2**t)).sqrt() + eps)
            return loss
    """,
)


wrong(
    "settings of the arguments",
    fails=[
        "30 steps with a scheduler",
        "groups with settings of their own",
        "resumed from its state_dict",
    ],
    says="You use the settings that `__init__` was given, for all groups and for ever. A scheduler "
    'changes `group["lr"]`, and groups bring settings of their own: read them from the group, in '
    "each step.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})
            self.lr, self.betas, self.eps = lr, betas, eps

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            lr, eps, (beta1, beta2) = self.lr, self.eps, self.betas
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    state = self.state[p]
                    state["t"] = t = state.get("t", 0) + 1
                    state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * p.grad
                    state["s"] = beta2 * state.get("s", 0.0) + (1 - beta2) * p.grad**2
                    p -= lr * (state["m"] / (1 - beta1**t)) / (
                        (state["s"] / (1 - beta2**t)).sqrt() + eps
                    )
            return loss
    """,
)


wrong(
    "only the first group",
    fails=["groups with settings of their own", "step with a closure, and without"],
    says="The parameters of the second group do not move. `self.param_groups` is a list of all "
    "groups: do your loops go through all of them, or does a `return` end them early?",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            group = self.param_groups[0]
            lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                state["t"] = t = state.get("t", 0) + 1
                state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * p.grad
                state["s"] = beta2 * state.get("s", 0.0) + (1 - beta2) * p.grad**2
                p -= lr * (state["m"] / (1 - beta1**t)) / (
                    (state["s"] / (1 - beta2**t)).sqrt() + eps
                )
            return loss
    """,
)


wrong(
    "settings of the first group",
    fails=["groups with settings of their own"],
    says="All groups get the settings of the first one. Read `lr`, `betas` and `eps` inside the "
    "loop over the groups.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            first = self.param_groups[0]
            lr, eps, (beta1, beta2) = first["lr"], first["eps"], first["betas"]
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    state = self.state[p]
                    state["t"] = t = state.get("t", 0) + 1
                    state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * p.grad
                    state["s"] = beta2 * state.get("s", 0.0) + (1 - beta2) * p.grad**2
                    p -= lr * (state["m"] / (1 - beta1**t)) / (
                        (state["s"] / (1 - beta2**t)).sqrt() + eps
                    )
            return loss
    """,
)


wrong(
    "no bias correction",
    fails=[
        "30 steps with a scheduler",
        "groups with settings of their own",
        "a gradient that is None in between",
        "resumed from its state_dict",
        "two optimizers at once",
        "step with a closure, and without",
        "the dtype of what is remembered",
    ],
    says="Your update matches Adam *without* its bias correction: at the first steps m and s are "
    "still too small, and not by the same factor.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    state = self.state[p]
                    state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * p.grad
                    state["s"] = beta2 * state.get("s", 0.0) + (1 - beta2) * p.grad**2
                    p -= lr * state["m"] / (state["s"].sqrt() + eps)
            return loss
    """,
)


wrong(
    "ε inside the root",
    fails=[
        "30 steps with a scheduler",
        "groups with settings of their own",
        "a gradient that is None in between",
        "resumed from its state_dict",
        "two optimizers at once",
        "step with a closure, and without",
        "the dtype of what is remembered",
    ],
    says="Your ε stands inside the root, √(ŝ + ε), is missing, or is not that of the group. It is "
    "added to the root.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    state = self.state[p]
                    state["t"] = t = state.get("t", 0) + 1
                    state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * p.grad
                    state["s"] = beta2 * state.get("s", 0.0) + (1 - beta2) * p.grad**2
                    p -= lr * (state["m"] / (1 - beta1**t)) / (
                        (state["s"] / (1 - beta2**t) + eps).sqrt()
                    )
            return loss
    """,
)


wrong(
    "t counts parameters",
    fails=[
        "30 steps with a scheduler",
        "groups with settings of their own",
        "a gradient that is None in between",
        "resumed from its state_dict",
        "two optimizers at once",
        "step with a closure, and without",
        "the dtype of what is remembered",
    ],
    says="Your t grows with every *parameter*: the second one of a step is corrected as if it were "
    "a step older. Keep a t in each parameter's `self.state[p]`.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})
            self.t = 0

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    self.t += 1
                    state = self.state[p]
                    state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * p.grad
                    state["s"] = beta2 * state.get("s", 0.0) + (1 - beta2) * p.grad**2
                    m_hat = state["m"] / (1 - beta1**self.t)
                    s_hat = state["s"] / (1 - beta2**self.t)
                    p -= lr * m_hat / (s_hat.sqrt() + eps)
            return loss
    """,
)


wrong(
    "None not looked for",
    fails=["a gradient that is None in between"],
    says="You compute with `None`: a parameter that took no part in the loss has no gradient. "
    "Leave it out.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    state = self.state[p]
                    state["t"] = t = state.get("t", 0) + 1
                    state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * p.grad
                    state["s"] = beta2 * state.get("s", 0.0) + (1 - beta2) * p.grad**2
                    p -= lr * (state["m"] / (1 - beta1**t)) / (
                        (state["s"] / (1 - beta2**t)).sqrt() + eps
                    )
            return loss
    """,
)


wrong(
    "closure without gradients",
    fails=["step with a closure, and without"],
    says="The closure runs under `no_grad`, so nothing is recorded, and `backward` has nothing to "
    "go back through. Gradients have to be enabled while it runs.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = closure() if closure is not None else None
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    state = self.state[p]
                    state["t"] = t = state.get("t", 0) + 1
                    state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * p.grad
                    state["s"] = beta2 * state.get("s", 0.0) + (1 - beta2) * p.grad**2
                    p -= lr * (state["m"] / (1 - beta1**t)) / (
                        (state["s"] / (1 - beta2**t)).sqrt() + eps
                    )
            return loss
    """,
)


wrong(
    "closure ignored",
    fails=["step with a closure, and without"],
    says="Your `step` never calls the closure. It is called first: it computes the loss and the "
    "gradients that this step is to use.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    state = self.state[p]
                    state["t"] = t = state.get("t", 0) + 1
                    state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * p.grad
                    state["s"] = beta2 * state.get("s", 0.0) + (1 - beta2) * p.grad**2
                    p -= lr * (state["m"] / (1 - beta1**t)) / (
                        (state["s"] / (1 - beta2**t)).sqrt() + eps
                    )
    """,
)


wrong(
    "loss not returned",
    fails=["step with a closure, and without"],
    says="Your `step` calls the closure, and loses what it returns: the caller wants the loss.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            if closure is not None:
                with torch.enable_grad():
                    closure()
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    state = self.state[p]
                    state["t"] = t = state.get("t", 0) + 1
                    state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * p.grad
                    state["s"] = beta2 * state.get("s", 0.0) + (1 - beta2) * p.grad**2
                    p -= lr * (state["m"] / (1 - beta1**t)) / (
                        (state["s"] / (1 - beta2**t)).sqrt() + eps
                    )
    """,
)


wrong(
    "a number returned",
    fails=["step with a closure, and without"],
    says="Your `step` returns something made of what the closure returns: a number, a copy, a "
    "detached tensor. It may return anything: give it back as it is.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = float(closure())
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    state = self.state[p]
                    state["t"] = t = state.get("t", 0) + 1
                    state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * p.grad
                    state["s"] = beta2 * state.get("s", 0.0) + (1 - beta2) * p.grad**2
                    p -= lr * (state["m"] / (1 - beta1**t)) / (
                        (state["s"] / (1 - beta2**t)).sqrt() + eps
                    )
            return loss
    """,
)


wrong(
    "closure twice",
    fails=["step with a closure, and without"],
    says="Your `step` calls the closure twice: that is twice the work, and the loss that comes "
    "back is not that of the gradients used. Call it once, first, and keep its result.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        def step(self, closure=None):
            if closure is not None:
                closure()
            with torch.no_grad():
                for group in self.param_groups:
                    lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                    for p in group["params"]:
                        if p.grad is None:
                            continue
                        state = self.state[p]
                        state["t"] = t = state.get("t", 0) + 1
                        state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * p.grad
                        state["s"] = beta2 * state.get("s", 0.0) + (1 - beta2) * p.grad**2
                        p -= lr * (state["m"] / (1 - beta1**t)) / (
                            (state["s"] / (1 - beta2**t)).sqrt() + eps
                        )
            return closure() if closure is not None else None
    """,
)


wrong(
    "no refusal",
    fails=["the defaults, and a negative learning rate"],
    says="A negative learning rate is accepted. It would walk uphill, and nobody would know why: "
    "raise a `ValueError`, whose text says what is wrong.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    state = self.state[p]
                    state["t"] = t = state.get("t", 0) + 1
                    state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * p.grad
                    state["s"] = beta2 * state.get("s", 0.0) + (1 - beta2) * p.grad**2
                    p -= lr * (state["m"] / (1 - beta1**t)) / (
                        (state["s"] / (1 - beta2**t)).sqrt() + eps
                    )
            return loss
    """,
)


wrong(
    "zero refused as well",
    fails=["the defaults, and a negative learning rate"],
    says="A learning rate of 0 raises an exception. It is of no great use, but a schedule may well "
    "begin there; only a negative one is refused.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr <= 0:
                raise ValueError("the learning rate has to be positive")
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    state = self.state[p]
                    state["t"] = t = state.get("t", 0) + 1
                    state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * p.grad
                    state["s"] = beta2 * state.get("s", 0.0) + (1 - beta2) * p.grad**2
                    p -= lr * (state["m"] / (1 - beta1**t)) / (
                        (state["s"] / (1 - beta2**t)).sqrt() + eps
                    )
            return loss
    """,
)


wrong(
    "the base class not set up",
    fails=[
        "30 steps with a scheduler",
        "groups with settings of their own",
        "a gradient that is None in between",
        "resumed from its state_dict",
        "two optimizers at once",
        "step with a closure, and without",
        "the defaults, and a negative learning rate",
        "the gradients after a step",
        "the dtype of what is remembered",
    ],
    says="Your `__init__` does not call that of `Optimizer`, which makes `param_groups` and "
    "`state`. It wants the parameters and a dict of default settings.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            self.params, self.lr, self.betas, self.eps = params, lr, betas, eps

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        p -= self.lr * p.grad
            return loss
    """,
)


wrong(
    "ε before the correction",
    fails=[
        "30 steps with a scheduler",
        "groups with settings of their own",
        "a gradient that is None in between",
        "resumed from its state_dict",
        "two optimizers at once",
        "step with a closure, and without",
        "the dtype of what is remembered",
    ],
    says="Your ε is added before the bias of s is corrected, so that the correction changes ε too. "
    "First correct s, then take the root, then add ε.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    own = self.state[p]
                    own["t"] = t = own.get("t", 0) + 1
                    own["m"] = beta1 * own.get("m", 0.0) + (1 - beta1) * p.grad
                    own["s"] = beta2 * own.get("s", 0.0) + (1 - beta2) * p.grad**2
                    size = lr * math.sqrt(1 - beta2**t) / (1 - beta1**t)
                    p -= size * own["m"] / (own["s"].sqrt() + eps)
            return loss
    """,
)


wrong(
    "betas swapped",
    fails=[
        "30 steps with a scheduler",
        "groups with settings of their own",
        "a gradient that is None in between",
        "resumed from its state_dict",
        "two optimizers at once",
        "step with a closure, and without",
        "the dtype of what is remembered",
    ],
    says="You took β₁ for s and β₂ for m: the first of `betas` belongs to the average of "
    "gradients, the second to that of their squares.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            for group in self.param_groups:
                lr, eps, (beta2, beta1) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    own = self.state[p]
                    own["t"] = t = own.get("t", 0) + 1
                    own["m"] = beta1 * own.get("m", 0.0) + (1 - beta1) * p.grad
                    own["s"] = beta2 * own.get("s", 0.0) + (1 - beta2) * p.grad**2
                    m_hat, s_hat = own["m"] / (1 - beta1**t), own["s"] / (1 - beta2**t)
                    p -= lr * m_hat / (s_hat.sqrt() + eps)
            return loss
    """,
)


wrong(
    "one memory for a shape",
    fails=[
        "30 steps with a scheduler",
        "groups with settings of their own",
        "a gradient that is None in between",
        "resumed from its state_dict",
        "two optimizers at once",
        "step with a closure, and without",
        "the dtype of what is remembered",
    ],
    says="Parameters of one shape share one memory: your key is the shape. `self.state[p]` "
    "takes the parameter itself.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    own = self.state[p.shape]
                    own["t"] = t = own.get("t", 0) + 1
                    own["m"] = beta1 * own.get("m", 0.0) + (1 - beta1) * p.grad
                    own["s"] = beta2 * own.get("s", 0.0) + (1 - beta2) * p.grad**2
                    m_hat, s_hat = own["m"] / (1 - beta1**t), own["s"] / (1 - beta2**t)
                    p -= lr * m_hat / (s_hat.sqrt() + eps)
            return loss
    """,
)


wrong(
    "None becomes zero",
    fails=["a gradient that is None in between"],
    says="A parameter without a gradient is treated as if its gradient were 0: its averages fade, "
    "its t grows, and it moves on. Leave it out entirely.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    grad = torch.zeros_like(p) if p.grad is None else p.grad
                    own = self.state[p]
                    own["t"] = t = own.get("t", 0) + 1
                    own["m"] = beta1 * own.get("m", 0.0) + (1 - beta1) * grad
                    own["s"] = beta2 * own.get("s", 0.0) + (1 - beta2) * grad**2
                    m_hat, s_hat = own["m"] / (1 - beta1**t), own["s"] / (1 - beta2**t)
                    p -= lr * m_hat / (s_hat.sqrt() + eps)
            return loss
    """,
)


alternative(
    "the memory made at once, in PyTorch's order of operations",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            super().__init__(params, dict(lr=lr, betas=betas, eps=eps))
            if lr < 0:
                raise ValueError("a learning rate is at least 0")
            for group in self.param_groups:
                for p in group["params"]:
                    self.state[p]["step"] = torch.tensor(0.0)
                    self.state[p]["averages"] = [torch.zeros_like(p), torch.zeros_like(p)]

        def step(self, closure=None):
            loss = closure() if closure else None
            with torch.no_grad():
                for group in self.param_groups:
                    beta1, beta2 = group["betas"]
                    for p in filter(lambda p: p.grad is not None, group["params"]):
                        own = self.state[p]
                        own["step"] += 1
                        t, (m, s) = own["step"].item(), own["averages"]
                        m.lerp_(p.grad, 1 - beta1)
                        s.mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
                        root = (s.sqrt() / math.sqrt(1 - beta2**t)).add_(group["eps"])
                        p.addcdiv_(m, root, value=-group["lr"] / (1 - beta1**t))
            return loss
    """,
)


wrong(
    "PyTorch's Adam inherited",
    fails=[
        "30 steps with a scheduler",
        "groups with settings of their own",
        "a gradient that is None in between",
        "resumed from its state_dict",
        "two optimizers at once",
        "step with a closure, and without",
        "the defaults, and a negative learning rate",
        "the gradients after a step",
        "the dtype of what is remembered",
    ],
    says="Your answer uses `Adam`. This task asks you to write that part yourself.",
    code="""
    class MyAdam(torch.optim.Adam):
        pass
    """,
)


wrong(
    "an exhausted generator",
    fails=["30 steps with a scheduler"],
    says="What `model.parameters()` gives can be read only once: your `list(params)` uses it up, "
    "and the base class finds nothing. `self.param_groups` has all parameters afterwards.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            self.all = list(params)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    own = self.state[p]
                    own["t"] = t = own.get("t", 0) + 1
                    own["m"] = beta1 * own.get("m", 0.0) + (1 - beta1) * p.grad
                    own["s"] = beta2 * own.get("s", 0.0) + (1 - beta2) * p.grad**2
                    m_hat, s_hat = own["m"] / (1 - beta1**t), own["s"] / (1 - beta2**t)
                    p -= lr * m_hat / (s_hat.sqrt() + eps)
            return loss
    """,
)


wrong(
    "gradients squared in place",
    fails=["step with a closure, and without", "the gradients after a step"],
    says="Your step squares the gradients themselves, in place. They stay as they are: `grad**2` "
    "makes a new tensor, `grad.pow_(2)` does not.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    own = self.state[p]
                    own["t"] = t = own.get("t", 0) + 1
                    own["m"] = beta1 * own.get("m", 0.0) + (1 - beta1) * p.grad
                    own["s"] = beta2 * own.get("s", 0.0) + (1 - beta2) * p.grad.pow_(2)
                    m_hat, s_hat = own["m"] / (1 - beta1**t), own["s"] / (1 - beta2**t)
                    p -= lr * m_hat / (s_hat.sqrt() + eps)
            return loss
    """,
)


wrong(
    "gradients cleared",
    fails=["step with a closure, and without", "the gradients after a step"],
    says="After your step the gradients are gone. An optimizer leaves them as they are: when to "
    "clear them is the caller's business, who may want to look at them.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    own = self.state[p]
                    own["t"] = t = own.get("t", 0) + 1
                    own["m"] = beta1 * own.get("m", 0.0) + (1 - beta1) * p.grad
                    own["s"] = beta2 * own.get("s", 0.0) + (1 - beta2) * p.grad**2
                    m_hat, s_hat = own["m"] / (1 - beta1**t), own["s"] / (1 - beta2**t)
                    p -= lr * m_hat / (s_hat.sqrt() + eps)
            self.zero_grad()
            return loss
    """,
)


wrong(
    "closure after the step",
    fails=["step with a closure, and without"],
    says="Your step comes first, and the closure after it. The closure computes the gradients that "
    "*this* step uses, so it is called before anything is changed.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    own = self.state[p]
                    own["t"] = t = own.get("t", 0) + 1
                    own["m"] = beta1 * own.get("m", 0.0) + (1 - beta1) * p.grad
                    own["s"] = beta2 * own.get("s", 0.0) + (1 - beta2) * p.grad**2
                    m_hat, s_hat = own["m"] / (1 - beta1**t), own["s"] / (1 - beta2**t)
                    p -= lr * m_hat / (s_hat.sqrt() + eps)
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            return loss
    """,
)


wrong(
    "only the local name",
    fails=[
        "30 steps with a scheduler",
        "groups with settings of their own",
        "a gradient that is None in between",
        "resumed from its state_dict",
        "two optimizers at once",
        "step with a closure, and without",
        "the gradients after a step",
        "the dtype of what is remembered",
    ],
    says="No weight changes. Is there a line such as `p = p - …`? It gives a new tensor this name, "
    "and the parameter is as it was: change the numbers inside it. Or does your step clear the "
    "gradients before it uses them?",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    state = self.state[p]
                    t = state["t"] = state.get("t", 0) + 1
                    state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * p.grad
                    state["s"] = beta2 * state.get("s", 0.0) + (1 - beta2) * p.grad**2
                    s_hat = state["s"] / (1 - beta2**t)
                    p = p - lr * state["m"] / (1 - beta1**t) / (s_hat.sqrt() + eps)
            return loss
    """,
)


wrong(
    "a memory in float32",
    fails=["the dtype of what is remembered"],
    says="Your averages are float32, though the parameter is float64. `torch.zeros(shape)` takes "
    "torch's default dtype, and `.float()` throws digits away; `zeros_like` keeps the dtype.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    own = self.state[p]
                    own["t"] = t = own.get("t", 0) + 1
                    m = beta1 * own.get("m", 0.0) + (1 - beta1) * p.grad
                    s = beta2 * own.get("s", 0.0) + (1 - beta2) * p.grad**2
                    own["m"], own["s"] = m.float(), s.float()
                    m_hat = own["m"].double() / (1 - beta1**t)
                    s_hat = own["s"].double() / (1 - beta2**t)
                    p -= lr * m_hat / (s_hat.sqrt() + eps)
            return loss
    """,
)


wrong(
    "a memory in float64",
    fails=["the dtype of what is remembered"],
    says="The averages of a float32 parameter are float64 with you, which takes twice the place "
    "and is not what PyTorch computes. What is remembered has the parameter's own dtype.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    own, g = self.state[p], p.grad.double()
                    own["t"] = t = own.get("t", 0) + 1
                    own["m"] = beta1 * own.get("m", 0.0) + (1 - beta1) * g
                    own["s"] = beta2 * own.get("s", 0.0) + (1 - beta2) * g**2
                    m_hat, s_hat = own["m"] / (1 - beta1**t), own["s"] / (1 - beta2**t)
                    p -= (lr * m_hat / (s_hat.sqrt() + eps)).to(p.dtype)
            return loss
    """,
)


wrong(
    "asserted",
    fails=["the defaults, and a negative learning rate"],
    says="An `assert` refuses the negative learning rate. It is for what can never be, and is not "
    "even run under `python -O`; for a wrong argument, raise a `ValueError`.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            assert lr >= 0, "lr is negative"
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    own = self.state[p]
                    own["t"] = t = own.get("t", 0) + 1
                    own["m"] = beta1 * own.get("m", 0.0) + (1 - beta1) * p.grad
                    own["s"] = beta2 * own.get("s", 0.0) + (1 - beta2) * p.grad**2
                    m_hat, s_hat = own["m"] / (1 - beta1**t), own["s"] / (1 - beta2**t)
                    p -= lr * m_hat / (s_hat.sqrt() + eps)
            return loss
    """,
)


wrong(
    "a closure for each group",
    fails=["step with a closure, and without"],
    says="You call the closure once for each group: your call stands inside the loop. It computes "
    "the gradients of all parameters, so call it once, before the loop.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            for group in self.param_groups:
                if closure is not None:
                    with torch.enable_grad():
                        loss = closure()
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    own = self.state[p]
                    own["t"] = t = own.get("t", 0) + 1
                    own["m"] = beta1 * own.get("m", 0.0) + (1 - beta1) * p.grad
                    own["s"] = beta2 * own.get("s", 0.0) + (1 - beta2) * p.grad**2
                    m_hat, s_hat = own["m"] / (1 - beta1**t), own["s"] / (1 - beta2**t)
                    p -= lr * m_hat / (s_hat.sqrt() + eps)
            return loss
    """,
)


wrong(
    "stops at None",
    fails=["a gradient that is None in between"],
    says="You stop at the first parameter without a gradient, and those after it get no step. "
    "Leave out this one, and go on with the next.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], group["eps"], group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        break
                    own = self.state[p]
                    own["t"] = t = own.get("t", 0) + 1
                    own["m"] = beta1 * own.get("m", 0.0) + (1 - beta1) * p.grad
                    own["s"] = beta2 * own.get("s", 0.0) + (1 - beta2) * p.grad**2
                    m_hat, s_hat = own["m"] / (1 - beta1**t), own["s"] / (1 - beta2**t)
                    p -= lr * m_hat / (s_hat.sqrt() + eps)
            return loss
    """,
)


wrong(
    "only lr of the group",
    fails=["groups with settings of their own", "resumed from its state_dict"],
    says="Your `lr` is the group's, but `betas` and `eps` are those that `__init__` was given. "
    "They are settings of a group as well: read all three from the group, in each step.",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0:
                raise ValueError(lr)
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})
            self.betas, self.eps = betas, eps

        @torch.no_grad()
        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            for group in self.param_groups:
                lr, eps, (beta1, beta2) = group["lr"], self.eps, self.betas
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    own = self.state[p]
                    own["t"] = t = own.get("t", 0) + 1
                    own["m"] = beta1 * own.get("m", 0.0) + (1 - beta1) * p.grad
                    own["s"] = beta2 * own.get("s", 0.0) + (1 - beta2) * p.grad**2
                    m_hat, s_hat = own["m"] / (1 - beta1**t), own["s"] / (1 - beta2**t)
                    p -= lr * m_hat / (s_hat.sqrt() + eps)
            return loss
    """,
)


alternative(
    "in place, a tensor for t",
    code="""
    from torch.optim import Optimizer


    class MyAdam(Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if lr < 0.0:
                raise ValueError("negative learning rate")
            super().__init__(params, dict(lr=lr, betas=betas, eps=eps))

        def step(self, closure=None):
            loss = None if closure is None else closure()
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        self.update(p, self.state[p], **group)
            return loss

        @torch.no_grad()
        def update(self, p, state, lr, betas, eps, **others):
            if "step" not in state:
                state["step"] = torch.zeros((), dtype=torch.float64)
                state["exp_avg"] = torch.zeros_like(p)
                state["exp_avg_sq"] = torch.zeros_like(p)
            state["step"] += 1
            t = state["step"].item()
            state["exp_avg"].lerp_(p.grad, 1 - betas[0])
            state["exp_avg_sq"].mul_(betas[1]).addcmul_(p.grad, p.grad, value=1 - betas[1])
            root = (state["exp_avg_sq"] / (1 - betas[1] ** t)).sqrt_().add_(eps)
            p.addcdiv_(state["exp_avg"], root, value=-lr / (1 - betas[0] ** t))
    """,
)


alternative(
    "a method for one group, and sqrt as a power",
    code="""
    class MyAdam(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            if not lr >= 0:
                raise ValueError(f"lr = {lr}")
            super().__init__(params, {"eps": eps, "betas": betas, "lr": lr})

        @torch.no_grad()
        def step(self, closure=None):
            loss = closure and torch.enable_grad()(closure)()
            for group in self.param_groups:
                self.step_of(group)
            return loss

        def step_of(self, group):
            for p in group["params"]:
                if p.grad is None:
                    continue
                state, corrected = self.state[p], []
                state["own steps"] = state.get("own steps", 0) + 1
                for beta, name, new in zip(group["betas"], "mv", (p.grad, p.grad**2)):
                    state[name] = beta * state.get(name, 0) + (1 - beta) * new
                    corrected.append(state[name] / (1 - beta ** state["own steps"]))
                p.sub_(group["lr"] * corrected[0] / (corrected[1] ** 0.5 + group["eps"]))
    """,
)
