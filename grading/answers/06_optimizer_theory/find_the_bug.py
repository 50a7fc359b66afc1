"""Wrong and alternative answers to find_the_bug (read by grading.bank)."""

import torch

from grading.bank import alternative, wrong

wrong(
    "1: detached, not copied",
    fails=["optimizer 1"],
    says="Optimizer 1: the buffer still shares its numbers with `.grad`. `detach()` and `.data` "
    "cut the history, and make no copy.",
    code="""
    class Repaired1:
        def __init__(self, parameters, lr, momentum):
            self.parameters = list(parameters)
            self.lr, self.momentum = lr, momentum
            self.buffers = {}

        @torch.no_grad()
        def step(self):
            for p in self.parameters:
                if p in self.buffers:
                    self.buffers[p].mul_(self.momentum).add_(p.grad)
                else:
                    self.buffers[p] = p.grad.detach()
                p -= self.lr * self.buffers[p]
    """,
)


wrong(
    "1: new tensors from the second step on",
    fails=["optimizer 1"],
    says="Optimizer 1: the gradients are safe now, as you compute the new buffer as a new tensor. "
    "But the *first* buffer is still `.grad` itself, and the second gradient is written into it.",
    code="""
    class Repaired1:
        def __init__(self, parameters, lr, momentum):
            self.parameters = list(parameters)
            self.lr, self.momentum = lr, momentum
            self.buffers = {}

        @torch.no_grad()
        def step(self):
            for p in self.parameters:
                if p in self.buffers:
                    self.buffers[p] = self.momentum * self.buffers[p] + p.grad
                else:
                    self.buffers[p] = p.grad
                p -= self.lr * self.buffers[p]
    """,
)


wrong(
    "1: a new buffer each time",
    fails=["optimizer 1"],
    says="Optimizer 1: the momentum is gone: each buffer is a copy of the last gradient alone.",
    code="""
    class Repaired1:
        def __init__(self, parameters, lr, momentum):
            self.parameters = list(parameters)
            self.lr, self.momentum = lr, momentum
            self.buffers = {}

        @torch.no_grad()
        def step(self):
            for p in self.parameters:
                self.buffers[p] = p.grad.clone()
                p -= self.lr * self.buffers[p]
    """,
)


wrong(
    "1: an average",
    fails=["optimizer 1"],
    says="Optimizer 1: the copy is right, but you have changed more: the buffer is an average now, "
    "with a factor 1 − μ. As it was, μ·v + g, it agrees with PyTorch.",
    code="""
    class Repaired1:
        def __init__(self, parameters, lr, momentum):
            self.parameters = list(parameters)
            self.lr, self.momentum = lr, momentum
            self.buffers = {}

        @torch.no_grad()
        def step(self):
            for p in self.parameters:
                if p in self.buffers:
                    self.buffers[p].lerp_(p.grad, 1 - self.momentum)
                else:
                    self.buffers[p] = p.grad.clone()
                p -= self.lr * self.buffers[p]
    """,
)


wrong(
    "2: as broken as before",
    fails=["optimizer 2"],
    says="Optimizer 2: t still grows with every parameter, not with every step.",
    code="""
    class Repaired2:
        def __init__(self, parameters, lr, betas=(0.9, 0.999), eps=1e-8):
            self.parameters = list(parameters)
            self.lr, self.betas, self.eps = lr, betas, eps
            self.m = [torch.zeros_like(p) for p in self.parameters]
            self.v = [torch.zeros_like(p) for p in self.parameters]
            self.t = 0

        @torch.no_grad()
        def step(self):
            beta1, beta2 = self.betas
            for p, m, v in zip(self.parameters, self.m, self.v):
                self.t += 1
                m.mul_(beta1).add_((1 - beta1) * p.grad)
                v.mul_(beta2).add_((1 - beta2) * p.grad**2)
                m_hat = m / (1 - beta1**self.t)
                v_hat = v / (1 - beta2**self.t)
                p -= self.lr * m_hat / (v_hat.sqrt() + self.eps)
    """,
)


wrong(
    "2: t stays 1",
    fails=["optimizer 2"],
    says="Optimizer 2: your t is 1 in every step, so that the correction never fades: from the "
    "second step on, it makes the averages too large.",
    code="""
    class Repaired2:
        def __init__(self, parameters, lr, betas=(0.9, 0.999), eps=1e-8):
            self.parameters = list(parameters)
            self.lr, self.betas, self.eps = lr, betas, eps
            self.m = [torch.zeros_like(p) for p in self.parameters]
            self.v = [torch.zeros_like(p) for p in self.parameters]
            self.t = 0

        @torch.no_grad()
        def step(self):
            beta1, beta2 = self.betas
            self.t = 1
            for p, m, v in zip(self.parameters, self.m, self.v):
                m.mul_(beta1).add_((1 - beta1) * p.grad)
                v.mul_(beta2).add_((1 - beta2) * p.grad**2)
                m_hat = m / (1 - beta1**self.t)
                v_hat = v / (1 - beta2**self.t)
                p -= self.lr * m_hat / (v_hat.sqrt() + self.eps)
    """,
)


wrong(
    "2: counted after the loop",
    fails=["optimizer 2"],
    says="Optimizer 2: you count after the loop, so t is 0 in the first step: 1 − β⁰ = 0, and you "
    "divide by zero.",
    code="""
    class Repaired2:
        def __init__(self, parameters, lr, betas=(0.9, 0.999), eps=1e-8):
            self.parameters = list(parameters)
            self.lr, self.betas, self.eps = lr, betas, eps
            self.m = [torch.zeros_like(p) for p in self.parameters]
            self.v = [torch.zeros_like(p) for p in self.parameters]
            self.t = 0

        @torch.no_grad()
        def step(self):
            beta1, beta2 = self.betas
            for p, m, v in zip(self.parameters, self.m, self.v):
                m.mul_(beta1).add_((1 - beta1) * p.grad)
                v.mul_(beta2).add_((1 - beta2) * p.grad**2)
                m_hat = m / (1 - beta1**self.t)
                v_hat = v / (1 - beta2**self.t)
                p -= self.lr * m_hat / (v_hat.sqrt() + self.eps)
            self.t += 1
    """,
)


wrong(
    "2: counted at the end of the loop",
    fails=["optimizer 2"],
    says="Optimizer 2: t still grows with every parameter, and for the first of them it is 0 in "
    "the first step: 1 − β⁰ = 0, and you divide by zero.",
    code="""
    class Repaired2:
        def __init__(self, parameters, lr, betas=(0.9, 0.999), eps=1e-8):
            self.parameters = list(parameters)
            self.lr, self.betas, self.eps = lr, betas, eps
            self.m = [torch.zeros_like(p) for p in self.parameters]
            self.s = [torch.zeros_like(p) for p in self.parameters]
            self.t = 0

        @torch.no_grad()
        def step(self):
            beta1, beta2 = self.betas
            for p, m, s in zip(self.parameters, self.m, self.s):
                m.mul_(beta1).add_((1 - beta1) * p.grad)
                s.mul_(beta2).add_((1 - beta2) * p.grad**2)
                m_hat = m / (1 - beta1**self.t)
                s_hat = s / (1 - beta2**self.t)
                p -= self.lr * m_hat / (s_hat.sqrt() + self.eps)
                self.t += 1
    """,
)


wrong(
    "3: as broken as before",
    fails=["optimizer 3"],
    says="Optimizer 3: the decay still goes into the gradient, and from there into both averages.",
    code="""
    class Repaired3:
        def __init__(self, parameters, lr, weight_decay):
            self.parameters = list(parameters)
            self.lr, self.weight_decay = lr, weight_decay
            self.m = [torch.zeros_like(p) for p in self.parameters]
            self.v = [torch.zeros_like(p) for p in self.parameters]
            self.t = 0

        @torch.no_grad()
        def step(self):
            self.t += 1
            for p, m, v in zip(self.parameters, self.m, self.v):
                grad = p.grad + self.weight_decay * p
                m.mul_(0.9).add_(0.1 * grad)
                v.mul_(0.999).add_(0.001 * grad**2)
                m_hat = m / (1 - 0.9**self.t)
                v_hat = v / (1 - 0.999**self.t)
                p -= self.lr * m_hat / (v_hat.sqrt() + 1e-8)
    """,
)


wrong(
    "3: decay after the step",
    fails=["optimizer 3"],
    says="Optimizer 3: the decay is decoupled, but comes after the step and shrinks this step "
    "too. AdamW decays first.",
    code="""
    class Repaired3:
        def __init__(self, parameters, lr, weight_decay):
            self.parameters = list(parameters)
            self.lr, self.weight_decay = lr, weight_decay
            self.m = [torch.zeros_like(p) for p in self.parameters]
            self.v = [torch.zeros_like(p) for p in self.parameters]
            self.t = 0

        @torch.no_grad()
        def step(self):
            self.t += 1
            for p, m, v in zip(self.parameters, self.m, self.v):
                m.mul_(0.9).add_(0.1 * p.grad)
                v.mul_(0.999).add_(0.001 * p.grad**2)
                m_hat = m / (1 - 0.9**self.t)
                v_hat = v / (1 - 0.999**self.t)
                p -= self.lr * m_hat / (v_hat.sqrt() + 1e-8)
                p *= 1 - self.lr * self.weight_decay
    """,
)


wrong(
    "3: decay without lr",
    fails=["optimizer 3"],
    says="Optimizer 3: the decay is decoupled, but from the learning rate as well. The factor is "
    "1 − lr·ρ, as the line that the broken cell prints tells.",
    code="""
    class Repaired3:
        def __init__(self, parameters, lr, weight_decay):
            self.parameters = list(parameters)
            self.lr, self.weight_decay = lr, weight_decay
            self.m = [torch.zeros_like(p) for p in self.parameters]
            self.v = [torch.zeros_like(p) for p in self.parameters]
            self.t = 0

        @torch.no_grad()
        def step(self):
            self.t += 1
            for p, m, v in zip(self.parameters, self.m, self.v):
                m.mul_(0.9).add_(0.1 * p.grad)
                v.mul_(0.999).add_(0.001 * p.grad**2)
                m_hat = m / (1 - 0.9**self.t)
                v_hat = v / (1 - 0.999**self.t)
                p *= 1 - self.weight_decay
                p -= self.lr * m_hat / (v_hat.sqrt() + 1e-8)
    """,
)


wrong(
    "3: no decay",
    fails=["optimizer 3"],
    says="Optimizer 3: the decay is gone altogether. It has to go somewhere else, not away.",
    code="""
    class Repaired3:
        def __init__(self, parameters, lr, weight_decay):
            self.parameters = list(parameters)
            self.lr, self.weight_decay = lr, weight_decay
            self.m = [torch.zeros_like(p) for p in self.parameters]
            self.v = [torch.zeros_like(p) for p in self.parameters]
            self.t = 0

        @torch.no_grad()
        def step(self):
            self.t += 1
            for p, m, v in zip(self.parameters, self.m, self.v):
                m.mul_(0.9).add_(0.1 * p.grad)
                v.mul_(0.999).add_(0.001 * p.grad**2)
                m_hat = m / (1 - 0.9**self.t)
                v_hat = v / (1 - 0.999**self.t)
                p -= self.lr * m_hat / (v_hat.sqrt() + 1e-8)
    """,
)


wrong(
    "3: two decays",
    fails=["optimizer 3"],
    says="Optimizer 3: the decay shrinks the parameter now, as it should, but it is still in the "
    "gradient as well. The averages see the gradient alone.",
    code="""
    class Repaired3:
        def __init__(self, parameters, lr, weight_decay):
            self.parameters = list(parameters)
            self.lr, self.weight_decay = lr, weight_decay
            self.m = [torch.zeros_like(p) for p in self.parameters]
            self.s = [torch.zeros_like(p) for p in self.parameters]
            self.t = 0

        @torch.no_grad()
        def step(self):
            self.t += 1
            for p, m, s in zip(self.parameters, self.m, self.s):
                grad = p.grad + self.weight_decay * p
                m.mul_(0.9).add_(0.1 * grad)
                s.mul_(0.999).add_(0.001 * grad**2)
                m_hat = m / (1 - 0.9**self.t)
                s_hat = s / (1 - 0.999**self.t)
                p *= 1 - self.lr * self.weight_decay
                p -= self.lr * m_hat / (s_hat.sqrt() + 1e-8)
    """,
)


@wrong(
    "1: gradients cleared",
    fails=["optimizer 1"],
    says="Optimizer 1: after your step the caller does not find the gradients any more that were "
    "there. That hides the mistake: the buffer must be a tensor of its own, and to clear or change "
    "gradients is the caller's business.",
)
class Repaired1:
    def __init__(self, parameters, lr, momentum):
        self.parameters = list(parameters)
        self.lr, self.momentum = lr, momentum
        self.buffers = {}

    @torch.no_grad()
    def step(self):
        for p in self.parameters:
            if p in self.buffers:
                self.buffers[p].mul_(self.momentum).add_(p.grad)
            else:
                self.buffers[p] = p.grad.clone()
            p -= self.lr * self.buffers[p]
            p.grad = None


wrong(
    "2: counted twice",
    fails=["optimizer 2"],
    says="Optimizer 2: t is counted before the loop now, and still in the loop as well.",
    code="""
    class Repaired2:
        def __init__(self, parameters, lr, betas=(0.9, 0.999), eps=1e-8):
            self.parameters = list(parameters)
            self.lr, self.betas, self.eps = lr, betas, eps
            self.m = [torch.zeros_like(p) for p in self.parameters]
            self.s = [torch.zeros_like(p) for p in self.parameters]
            self.t = 0

        @torch.no_grad()
        def step(self):
            beta1, beta2 = self.betas
            self.t += 1
            for p, m, s in zip(self.parameters, self.m, self.s):
                self.t += 1
                m.mul_(beta1).add_((1 - beta1) * p.grad)
                s.mul_(beta2).add_((1 - beta2) * p.grad**2)
                m_hat = m / (1 - beta1**self.t)
                s_hat = s / (1 - beta2**self.t)
                p -= self.lr * m_hat / (s_hat.sqrt() + self.eps)
    """,
)


wrong(
    "3: decay divided",
    fails=["optimizer 3"],
    says="Optimizer 3: both averages see the gradient alone now, and yet the decay is still "
    "divided by √ŝ. It stands alone: the same share of every weight.",
    code="""
    class Repaired3:
        def __init__(self, parameters, lr, weight_decay):
            self.parameters = list(parameters)
            self.lr, self.weight_decay = lr, weight_decay
            self.m = [torch.zeros_like(p) for p in self.parameters]
            self.s = [torch.zeros_like(p) for p in self.parameters]
            self.t = 0

        @torch.no_grad()
        def step(self):
            self.t += 1
            for p, m, s in zip(self.parameters, self.m, self.s):
                m.mul_(0.9).add_(0.1 * p.grad)
                s.mul_(0.999).add_(0.001 * p.grad**2)
                m_hat = m / (1 - 0.9**self.t) + self.weight_decay * p
                s_hat = s / (1 - 0.999**self.t)
                p -= self.lr * m_hat / (s_hat.sqrt() + 1e-8)
    """,
)


wrong(
    "torch does it",
    fails=["optimizer 1", "optimizer 2", "optimizer 3"],
    says="Your answer uses `optim`. This task asks you to write that part yourself.",
    code="""
    class Repaired1(torch.optim.SGD):
        pass
    """,
)


@wrong(
    "1: a float32 buffer",
    fails=["optimizer 1"],
    says="Your buffer is float32, whatever the dtype of the parameter: half of the digits of a "
    "float64 are lost in it. `clone()` keeps the dtype.",
)
class Repaired1:
    def __init__(self, parameters, lr, momentum):
        self.parameters = list(parameters)
        self.lr, self.momentum = lr, momentum
        self.buffers = {}

    @torch.no_grad()
    def step(self):
        for p in self.parameters:
            if p in self.buffers:
                self.buffers[p].mul_(self.momentum).add_(p.grad)
            else:
                self.buffers[p] = p.grad.float()
            p -= self.lr * self.buffers[p]


alternative(
    "1: zeros to begin with",
    code="""
    class Repaired1:
        def __init__(self, parameters, lr, momentum):
            self.parameters = list(parameters)
            self.lr, self.momentum = lr, momentum
            self.buffers = {p: torch.zeros_like(p) for p in self.parameters}

        def step(self):
            for p in self.parameters:
                self.buffers[p] = self.momentum * self.buffers[p] + p.grad
                p.data.sub_(self.lr * self.buffers[p])
    """,
)


alternative(
    "2: a t for each parameter",
    code="""
    class Repaired2:
        def __init__(self, parameters, lr, betas=(0.9, 0.999), eps=1e-8):
            self.parameters = list(parameters)
            self.lr, self.betas, self.eps = lr, betas, eps
            self.m = [torch.zeros_like(p) for p in self.parameters]
            self.s = [torch.zeros_like(p) for p in self.parameters]
            self.t = [0] * len(self.parameters)

        @torch.no_grad()
        def step(self):
            beta1, beta2 = self.betas
            for i, p in enumerate(self.parameters):
                self.t[i] += 1
                self.m[i] = beta1 * self.m[i] + (1 - beta1) * p.grad
                self.s[i] = beta2 * self.s[i] + (1 - beta2) * p.grad**2
                m_hat = self.m[i] / (1 - beta1 ** self.t[i])
                s_hat = self.s[i] / (1 - beta2 ** self.t[i])
                p -= self.lr * m_hat / (s_hat.sqrt() + self.eps)
    """,
)


alternative(
    "3: all parameters decay first",
    code="""
    class Repaired3:
        def __init__(self, parameters, lr, weight_decay):
            self.parameters = list(parameters)
            self.lr, self.weight_decay = lr, weight_decay
            self.m = [torch.zeros_like(p) for p in self.parameters]
            self.s = [torch.zeros_like(p) for p in self.parameters]
            self.t = 0

        @torch.no_grad()
        def step(self):
            self.t += 1
            for p in self.parameters:
                p -= self.lr * self.weight_decay * p
            for p, m, s in zip(self.parameters, self.m, self.s):
                m.mul_(0.9).add_(0.1 * p.grad)
                s.mul_(0.999).add_(0.001 * p.grad**2)
                m_hat = m / (1 - 0.9**self.t)
                s_hat = s / (1 - 0.999**self.t)
                p -= self.lr * m_hat / (s_hat.sqrt() + 1e-8)
    """,
)
