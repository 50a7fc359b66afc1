"""Wrong and alternative answers to adam (read by grading.bank)."""

import math

import torch

from grading.bank import alternative, wrong


@wrong(
    "Adam: no bias correction",
    fails=[
        "Adam: the first step",
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the dtype of what is remembered",
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: your update matches Adam *without* its bias correction. m and s begin at 0 and "
    "are too small at first, and not by the same factor.",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s = state.get(p, (0.0, 0.0))
                m = betas[0] * m + (1 - betas[0]) * p.grad
                s = betas[1] * s + (1 - betas[1]) * p.grad**2
                state[p] = m, s
                p -= lr * m / (s.sqrt() + eps)


@wrong(
    "Adam: only m corrected",
    fails=[
        "Adam: the first step",
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the dtype of what is remembered",
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: you correct m but not s. Both begin at 0, and s with its larger β stays too small "
    "for longer.",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s, t = state.get(p, (0.0, 0.0, 0))
                m = betas[0] * m + (1 - betas[0]) * p.grad
                s = betas[1] * s + (1 - betas[1]) * p.grad**2
                state[p] = m, s, t + 1
                p -= lr * m / (1 - betas[0] ** (t + 1)) / (s.sqrt() + eps)


@wrong(
    "Adam: only s corrected",
    fails=[
        "Adam: the first step",
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the dtype of what is remembered",
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: you correct s but not m: your first steps are too short, by the factor 1 − β₁ᵗ.",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s, t = state.get(p, (0.0, 0.0, 0))
                m = betas[0] * m + (1 - betas[0]) * p.grad
                s = betas[1] * s + (1 - betas[1]) * p.grad**2
                state[p] = m, s, t + 1
                p -= lr * m / ((s / (1 - betas[1] ** (t + 1))).sqrt() + eps)


@wrong(
    "Adam: ε inside the root",
    fails=[
        "Adam: the first step",
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the dtype of what is remembered",
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: your ε stands inside the root, √(ŝ + ε), or is missing. It is added to the root.",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s, t = state.get(p, (0.0, 0.0, 0))
                m = betas[0] * m + (1 - betas[0]) * p.grad
                s = betas[1] * s + (1 - betas[1]) * p.grad**2
                t += 1
                state[p] = m, s, t
                m_hat, s_hat = m / (1 - betas[0] ** t), s / (1 - betas[1] ** t)
                p -= lr * m_hat / (s_hat + eps).sqrt()


@wrong(
    "Adam: ε before the correction",
    fails=[
        "Adam: the first step",
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the dtype of what is remembered",
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: you add ε to √s *before* the bias is corrected, so that ε is divided by the "
    "correction too. Textbooks offer this form as a faster one; PyTorch corrects first.",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s, t = state.get(p, (0.0, 0.0, 0))
                m = betas[0] * m + (1 - betas[0]) * p.grad
                s = betas[1] * s + (1 - betas[1]) * p.grad**2
                t += 1
                state[p] = m, s, t
                rate = lr * math.sqrt(1 - betas[1] ** t) / (1 - betas[0] ** t)
                p -= rate * m / (s.sqrt() + eps)


@wrong(
    "Adam: betas swapped",
    fails=[
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the dtype of what is remembered",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: β₁ and β₂ have changed places: m uses the second and s the first of `betas`.",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s, t = state.get(p, (0.0, 0.0, 0))
                beta2, beta1 = betas
                m = beta1 * m + (1 - beta1) * p.grad
                s = beta2 * s + (1 - beta2) * p.grad**2
                t += 1
                state[p] = m, s, t
                p -= lr * m / (1 - beta1**t) / ((s / (1 - beta2**t)).sqrt() + eps)


@wrong(
    "Adam: t counts parameters",
    fails=[
        "Adam: the first step",
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the dtype of what is remembered",
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: your t grows with every *parameter*: the second one of a step is corrected as if "
    "it were a step older. t counts a parameter's own steps.",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s = state.get(p, (0.0, 0.0))
                m = betas[0] * m + (1 - betas[0]) * p.grad
                s = betas[1] * s + (1 - betas[1]) * p.grad**2
                state[p] = m, s
                state["t"] = t = state.get("t", 0) + 1
                m_hat, s_hat = m / (1 - betas[0] ** t), s / (1 - betas[1] ** t)
                p -= lr * m_hat / (s_hat.sqrt() + eps)


@wrong(
    "Adam: one t for all",
    fails=["Adam: a gradient that is None in between", "AdamW: a gradient that is None in between"],
    says="Adam: your t counts the calls. A parameter that had no gradient in some of them has "
    "taken fewer steps, and its bias is that of its own steps. Keep a t for each parameter.",
)
def adam_step(parameters, state, lr, betas, eps):
    state["t"] = t = state.get("t", 0) + 1
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s = state.get(p, (0.0, 0.0))
                m = betas[0] * m + (1 - betas[0]) * p.grad
                s = betas[1] * s + (1 - betas[1]) * p.grad**2
                state[p] = m, s
                m_hat, s_hat = m / (1 - betas[0] ** t), s / (1 - betas[1] ** t)
                p -= lr * m_hat / (s_hat.sqrt() + eps)


@wrong(
    "Adam: None becomes zero",
    fails=["Adam: a gradient that is None in between", "AdamW: a gradient that is None in between"],
    says="Adam: you take a gradient that is `None` for one of zeros: the averages fade and the "
    "parameter moves on. It is left out, and nothing of it changes.",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            grad = torch.zeros_like(p) if p.grad is None else p.grad
            m, s, t = state.get(p, (0.0, 0.0, 0))
            m = betas[0] * m + (1 - betas[0]) * grad
            s = betas[1] * s + (1 - betas[1]) * grad**2
            t += 1
            state[p] = m, s, t
            m_hat, s_hat = m / (1 - betas[0] ** t), s / (1 - betas[1] ** t)
            p -= lr * m_hat / (s_hat.sqrt() + eps)


@wrong(
    "Adam: t begins at 0",
    fails=[
        "Adam: the first step",
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the dtype of what is remembered",
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: your weights become `nan`: that is 0 / 0, or the root of a negative number. Is t 0 "
    "in the first step, where 1 − β⁰ = 0? Does each 1 − β and 1 − βᵗ stand in brackets? Are m "
    "and s two tensors, and none of them negative where you take the root?",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s, t = state.get(p, (0.0, 0.0, torch.zeros(())))
                m = betas[0] * m + (1 - betas[0]) * p.grad
                s = betas[1] * s + (1 - betas[1]) * p.grad**2
                state[p] = m, s, t + 1
                m_hat, s_hat = m / (1 - betas[0] ** t), s / (1 - betas[1] ** t)
                p -= lr * m_hat / (s_hat.sqrt() + eps)


@wrong(
    "Adam: t begins at 2",
    fails=[
        "Adam: the first step",
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the dtype of what is remembered",
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: your t is one too large: in a parameter's first step it is 1, so that m̂ is the "
    "gradient itself.",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s, t = state.get(p, (0.0, 0.0, 1))
                m = betas[0] * m + (1 - betas[0]) * p.grad
                s = betas[1] * s + (1 - betas[1]) * p.grad**2
                t += 1
                state[p] = m, s, t
                m_hat, s_hat = m / (1 - betas[0] ** t), s / (1 - betas[1] ** t)
                p -= lr * m_hat / (s_hat.sqrt() + eps)


@wrong(
    "Adam: one beta for both corrections",
    fails=[
        "Adam: the first step",
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the dtype of what is remembered",
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: the correction of s is made with β₁. Look through what you copied from m: each "
    "average has a β of its own, also in its correction.",
)
def adam_step(parameters, state, lr, betas, eps):
    beta1, beta2 = betas
    with torch.no_grad():
        for p in parameters:
            if p.grad is None:
                continue
            m, s, t = state.get(p, (0.0, 0.0, 0))
            t = t + 1
            m = beta1 * m + (1 - beta1) * p.grad
            s = beta2 * s + (1 - beta2) * p.grad**2
            state[p] = (m, s, t)
            m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta1**t)
            p -= lr * m_hat / (s_hat.sqrt() + eps)


@wrong(
    "Adam: stops at None",
    fails=[
        "Adam: a gradient that is None in between",
        "AdamW: a gradient that is None in between",
    ],
    says="Adam: you stop at the first parameter without a gradient, and those after it get no "
    "step. Leave out this one and go on with the next.",
)
def adam_step(parameters, state, lr, betas, eps):
    beta1, beta2 = betas
    with torch.no_grad():
        for p in parameters:
            if p.grad is None:
                return
            m, s, t = state.get(p, (0.0, 0.0, 0))
            t = t + 1
            m = beta1 * m + (1 - beta1) * p.grad
            s = beta2 * s + (1 - beta2) * p.grad**2
            state[p] = (m, s, t)
            m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
            p -= lr * m_hat / (s_hat.sqrt() + eps)


@wrong(
    "Adam: the correction remembered",
    fails=[
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the dtype of what is remembered",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: you keep m̂ and ŝ in the state, so that the next step corrects what is corrected "
    "already. Keep m and s.",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s, t = state.get(p, (0.0, 0.0, 0))
                t += 1
                m = (betas[0] * m + (1 - betas[0]) * p.grad) / (1 - betas[0] ** t)
                s = (betas[1] * s + (1 - betas[1]) * p.grad**2) / (1 - betas[1] ** t)
                state[p] = m, s, t
                p -= lr * m / (s.sqrt() + eps)


@wrong(
    "Adam: g in place of m",
    fails=[
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the dtype of what is remembered",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: you step along the gradient itself, not along its average m̂: that is RMSProp with "
    "a corrected bias.",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s, t = state.get(p, (0.0, 0))
                s, t = betas[1] * s + (1 - betas[1]) * p.grad**2, t + 1
                state[p] = s, t
                p -= lr * p.grad / ((s / (1 - betas[1] ** t)).sqrt() + eps)


@wrong(
    "Adam: the square of m",
    fails=[
        "Adam: the first step",
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the dtype of what is remembered",
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: s averages the squares of m. It averages the squares of the gradients: noise that "
    "cancels in m is still there in s, and shortens the step.",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s, t = state.get(p, (0.0, 0.0, 0))
                m = betas[0] * m + (1 - betas[0]) * p.grad
                s = betas[1] * s + (1 - betas[1]) * m**2
                t += 1
                state[p] = m, s, t
                m_hat, s_hat = m / (1 - betas[0] ** t), s / (1 - betas[1] ** t)
                p -= lr * m_hat / (s_hat.sqrt() + eps)


@wrong(
    "Adam: the largest s",
    fails=[
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the dtype of what is remembered",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: you divide by the largest s so far. That is AMSGrad, an option of "
    "`torch.optim.Adam` that is off by default.",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                zeros = torch.zeros_like(p)
                m, s, t, top = state.get(p, (zeros, zeros, 0, zeros))
                m = betas[0] * m + (1 - betas[0]) * p.grad
                s = betas[1] * s + (1 - betas[1]) * p.grad**2
                t, top = t + 1, torch.maximum(top, s)
                state[p] = m, s, t, top
                m_hat, s_hat = m / (1 - betas[0] ** t), top / (1 - betas[1] ** t)
                p -= lr * m_hat / (s_hat.sqrt() + eps)


@wrong(
    "Adam: one memory for a shape",
    fails=[
        "Adam: the first step",
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the dtype of what is remembered",
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: parameters of one shape share one memory. Every parameter has an m, an s and a t "
    "of its own.",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s, t = state.get(p.shape, (0.0, 0.0, 0))
                m = betas[0] * m + (1 - betas[0]) * p.grad
                s = betas[1] * s + (1 - betas[1]) * p.grad**2
                t += 1
                state[p.shape] = m, s, t
                m_hat, s_hat = m / (1 - betas[0] ** t), s / (1 - betas[1] ** t)
                p -= lr * m_hat / (s_hat.sqrt() + eps)


@wrong(
    "Adam: only the local name",
    fails=[
        "Adam: the first step",
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the gradients after a step",
        "Adam: the dtype of what is remembered",
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: no weight changes. Is there a line such as `p = p - …`? It makes "
    "a new tensor and gives it the name `p`, while the parameter is still the old one. Change the "
    "numbers inside it.",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s, t = state.get(p, (0.0, 0.0, 0))
                t = t + 1
                m = betas[0] * m + (1 - betas[0]) * p.grad
                s = betas[1] * s + (1 - betas[1]) * p.grad**2
                state[p] = (m, s, t)
                s_hat = s / (1 - betas[1] ** t)
                p = p - lr * m / (1 - betas[0] ** t) / (s_hat.sqrt() + eps)


@wrong(
    "Adam: a memory in float32",
    fails=["Adam: the dtype of what is remembered", "AdamW: the dtype of what is remembered"],
    says="Adam: your averages are float32, though the parameter is float64: `torch.zeros(shape)` "
    "takes torch's default dtype. Which function takes over the parameter's?",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                own = state.setdefault(p, [torch.zeros(p.shape), torch.zeros(p.shape), 0])
                own[0].mul_(betas[0]).add_((1 - betas[0]) * p.grad)
                own[1].mul_(betas[1]).add_((1 - betas[1]) * p.grad**2)
                own[2] += 1
                m_hat = own[0].double() / (1 - betas[0] ** own[2])
                s_hat = own[1].double() / (1 - betas[1] ** own[2])
                p -= lr * m_hat / (s_hat.sqrt() + eps)


@wrong(
    "Adam: a memory in float64",
    fails=["Adam: the dtype of what is remembered", "AdamW: the dtype of what is remembered"],
    says="The averages of a float32 parameter are float64 with you, which takes twice the place "
    "and is not what PyTorch computes. What is remembered has the parameter's own dtype.",
)
def adam_step(parameters, state, lr, betas, eps):
    beta1, beta2 = betas
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                g, (m, s, t) = p.grad.double(), state.get(p, (0.0, 0.0, 0))
                m, s, t = beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * g**2, t + 1
                state[p] = m, s, t
                step = m / (1 - beta1**t) / ((s / (1 - beta2**t)).sqrt() + eps)
                p -= (lr * step).to(p.dtype)


@wrong(
    "AdamW: decay in the gradient",
    fails=[
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="AdamW: you add the decay to the gradient. That is L2 regularisation, what `Adam` does "
    "with its `weight_decay`: both averages see it, and the division makes it nearly the same for "
    "all weights. AdamW shrinks the parameter itself.",
)
def adamw_step(parameters, state, lr, betas, eps, weight_decay):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s, t = state.get(p, (0.0, 0.0, 0))
                grad = p.grad + weight_decay * p
                m = betas[0] * m + (1 - betas[0]) * grad
                s = betas[1] * s + (1 - betas[1]) * grad**2
                t += 1
                state[p] = m, s, t
                m_hat, s_hat = m / (1 - betas[0] ** t), s / (1 - betas[1] ** t)
                p -= lr * m_hat / (s_hat.sqrt() + eps)


@wrong(
    "AdamW: decay after the step",
    fails=[
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="AdamW: your decay comes after Adam's step, and shrinks this step too. First the decay, "
    "then the step.",
)
def adamw_step(parameters, state, lr, betas, eps, weight_decay):
    adam_step(parameters, state, lr, betas, eps)
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p -= lr * weight_decay * p


@wrong(
    "AdamW: decay without lr",
    fails=[
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="AdamW: you multiply by 1 − ρ, without the learning rate: then a schedule for lr does not "
    "reach the decay. In PyTorch it is lr·ρ·w.",
)
def adamw_step(parameters, state, lr, betas, eps, weight_decay):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p *= 1 - weight_decay
    adam_step(parameters, state, lr, betas, eps)


@wrong(
    "AdamW: no decay",
    fails=[
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="AdamW: your parameters do not decay: what you take is the step of Adam.",
)
def adamw_step(parameters, state, lr, betas, eps, weight_decay):
    adam_step(parameters, state, lr, betas, eps)


@wrong(
    "AdamW: decays without a gradient",
    fails=["AdamW: a gradient that is None in between"],
    says="AdamW: a parameter without a gradient decays in your steps. It is left out entirely.",
)
def adamw_step(parameters, state, lr, betas, eps, weight_decay):
    with torch.no_grad():
        for p in parameters:
            p *= 1 - lr * weight_decay
    adam_step(parameters, state, lr, betas, eps)


@wrong(
    "AdamW: decay divided",
    fails=[
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="AdamW: your decay is divided by √ŝ + ε, like the step. It stands alone: the same share "
    "of every weight, whatever its gradients were.",
)
def adamw_step(parameters, state, lr, betas, eps, weight_decay):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s, t = state.get(p, (0.0, 0.0, 0))
                m = betas[0] * m + (1 - betas[0]) * p.grad
                s = betas[1] * s + (1 - betas[1]) * p.grad**2
                t += 1
                state[p] = m, s, t
                m_hat, s_hat = m / (1 - betas[0] ** t), s / (1 - betas[1] ** t)
                p -= lr * (m_hat + weight_decay * p) / (s_hat.sqrt() + eps)


@wrong(
    "AdamW: only the local name",
    fails=[
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the gradients after a step",
        "AdamW: the dtype of what is remembered",
    ],
    says="AdamW: no weight changes. Is there a line such as `p = p - …`? It makes "
    "a new tensor and gives it the name `p`, while the parameter is still the old one. Change the "
    "numbers inside it.",
)
def adamw_step(parameters, state, lr, betas, eps, weight_decay):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                grad, (m, s, t) = p.grad, state.get(p, (0.0, 0.0, 0))
                t = t + 1
                m = betas[0] * m + (1 - betas[0]) * grad
                s = betas[1] * s + (1 - betas[1]) * grad**2
                state[p] = (m, s, t)
                s_hat = s / (1 - betas[1] ** t)
                p = p - lr * weight_decay * p
                p = p - lr * m / (1 - betas[0] ** t) / (s_hat.sqrt() + eps)


@wrong(
    "AdamW: grows",
    fails=[
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="AdamW: your parameters *grow* by the share lr·ρ. The decay takes it away.",
)
def adamw_step(parameters, state, lr, betas, eps, weight_decay):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p += lr * weight_decay * p
    adam_step(parameters, state, lr, betas, eps)


@wrong(
    "AdamW: gradients changed",
    fails=[
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the gradients after a step",
        "AdamW: the dtype of what is remembered",
    ],
    says="AdamW: your step adds the decay to the gradients themselves. They stay as they are, and "
    "the decay of AdamW does not go through them anyway.",
)
def adamw_step(parameters, state, lr, betas, eps, weight_decay):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p.grad.add_(p, alpha=weight_decay)
    adam_step(parameters, state, lr, betas, eps)


@wrong(
    "AdamW: no bias correction",
    fails=[
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="AdamW: the decay is right, and the step is Adam's *without* its bias correction.",
)
def adamw_step(parameters, state, lr, betas, eps, weight_decay):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s = state.get(p, (0.0, 0.0))
                m = betas[0] * m + (1 - betas[0]) * p.grad
                s = betas[1] * s + (1 - betas[1]) * p.grad**2
                state[p] = m, s
                p *= 1 - lr * weight_decay
                p -= lr * m / (s.sqrt() + eps)


wrong(
    "torch does it",
    fails=[
        "Adam: the first step",
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the gradients after a step",
        "Adam: the dtype of what is remembered",
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the gradients after a step",
        "AdamW: the dtype of what is remembered",
    ],
    says="Your answer uses `optim`. This task asks you to write that part yourself.",
    code="""
    def adam_step(parameters, state, lr, betas, eps):
        own = state.setdefault("own", torch.optim.Adam(parameters, lr, betas, eps))
        own.param_groups[0]["lr"] = lr
        own.step()
    """,
)


wrong(
    "Adam: a memory that outlives the training",
    fails=["Adam: two trainings with a state each", "AdamW: two trainings with a state each"],
    says="Adam: two trainings of the same parameters, each with a `state` of its own, share the "
    "averages and t. Your memory stands outside of `state`.",
    code="""
    memory = {}


    def adam_step(parameters, state, lr, betas, eps):
        with torch.no_grad():
            for p in parameters:
                if p.grad is not None:
                    m, s, t = memory.get(p, (0.0, 0.0, 0))
                    m = betas[0] * m + (1 - betas[0]) * p.grad
                    s = betas[1] * s + (1 - betas[1]) * p.grad**2
                    t += 1
                    memory[p] = m, s, t
                    m_hat, s_hat = m / (1 - betas[0] ** t), s / (1 - betas[1] ** t)
                    p -= lr * m_hat / (s_hat.sqrt() + eps)
    """,
)


@wrong(
    "Adam: None makes older",
    fails=["Adam: a gradient that is None in between", "AdamW: a gradient that is None in between"],
    says="Adam: a parameter without a gradient keeps its averages, but gets older: your t counts "
    "the calls since its first step. Look for None before anything is counted.",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p in state:
                state[p]["t"] += 1
            if p.grad is None:
                continue
            own = state.setdefault(p, {"m": 0.0, "s": 0.0, "t": 1})
            own["m"] = betas[0] * own["m"] + (1 - betas[0]) * p.grad
            own["s"] = betas[1] * own["s"] + (1 - betas[1]) * p.grad**2
            m_hat = own["m"] / (1 - betas[0] ** own["t"])
            s_hat = own["s"] / (1 - betas[1] ** own["t"])
            p -= lr * m_hat / (s_hat.sqrt() + eps)


@wrong(
    "Adam: t stays 1",
    fails=[
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the dtype of what is remembered",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: you divide by 1 − β in every step, which is right in the first one only. Either "
    "your t is 1 for ever, as it is not put back into the state, or the power t is missing.",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s, t = state.get(p, (0.0, 0.0, 0))
                m = betas[0] * m + (1 - betas[0]) * p.grad
                s = betas[1] * s + (1 - betas[1]) * p.grad**2
                state[p] = (m, s, t)
                t += 1
                m_hat, s_hat = m / (1 - betas[0] ** t), s / (1 - betas[1] ** t)
                p -= lr * m_hat / (s_hat.sqrt() + eps)


@wrong(
    "Adam: nothing remembered",
    fails=[
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the dtype of what is remembered",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: each of your steps is a first step, nearly lr times the sign of the gradient. Are "
    "the new m, s and t put back into `state`?",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s, t = state.get(p, (0.0, 0.0, 0))
                t += 1
                m = betas[0] * m + (1 - betas[0]) * p.grad
                s = betas[1] * s + (1 - betas[1]) * p.grad**2
                m_hat, s_hat = m / (1 - betas[0] ** t), s / (1 - betas[1] ** t)
                p -= lr * m_hat / (s_hat.sqrt() + eps)


@wrong(
    "Adam: no root",
    fails=[
        "Adam: the first step",
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the dtype of what is remembered",
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: you divide by ŝ itself and not by its root. ŝ is about the *square* of a gradient, "
    "so that large gradients would take the smallest steps.",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s, t = state.get(p, (0.0, 0.0, 0))
                t += 1
                m = betas[0] * m + (1 - betas[0]) * p.grad
                s = betas[1] * s + (1 - betas[1]) * p.grad**2
                state[p] = (m, s, t)
                m_hat, s_hat = m / (1 - betas[0] ** t), s / (1 - betas[1] ** t)
                p -= lr * m_hat / (s_hat + eps)


@wrong(
    "Adam: the gradient not squared",
    fails=[
        "Adam: the first step",
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the dtype of what is remembered",
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: your s averages the gradients and not their squares. Where it is negative, it has "
    "no root, and the weights become `nan`.",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s, t = state.get(p, (0.0, 0.0, 0))
                t += 1
                m = betas[0] * m + (1 - betas[0]) * p.grad
                s = betas[1] * s + (1 - betas[1]) * p.grad
                state[p] = (m, s, t)
                m_hat, s_hat = m / (1 - betas[0] ** t), s / (1 - betas[1] ** t)
                p -= lr * m_hat / (s_hat.sqrt() + eps)


@wrong(
    "AdamW: all parameters step for each of them",
    fails=[
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="AdamW: with several parameters you take several steps of Adam. Your call of `adam_step` "
    "stands in the loop over the parameters, and each call moves all of them.",
)
def adamw_step(parameters, state, lr, betas, eps, weight_decay):
    for p in parameters:
        if p.grad is not None:
            with torch.no_grad():
                p -= lr * weight_decay * p
            adam_step(parameters, state, lr, betas, eps)


@wrong(
    "Adam: recorded by autograd",
    fails=[
        "Adam: the first step",
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the gradients after a step",
        "Adam: the dtype of what is remembered",
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the gradients after a step",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: autograd refuses: a parameter that requires a gradient may not be changed "
    "in place while operations are recorded. Which context manager switches recording off?",
)
def adam_step(parameters, state, lr, betas, eps):
    for p in parameters:
        if p.grad is not None:
            m, s, t = state.get(p, (0.0, 0.0, 0))
            t += 1
            m = betas[0] * m + (1 - betas[0]) * p.grad
            s = betas[1] * s + (1 - betas[1]) * p.grad**2
            state[p] = m, s, t
            m_hat, s_hat = m / (1 - betas[0] ** t), s / (1 - betas[1] ** t)
            p -= lr * m_hat / (s_hat.sqrt() + eps)


@wrong(
    "Adam: ε without brackets",
    fails=[
        "Adam: the first step",
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the dtype of what is remembered",
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: your ε is added to the whole quotient, so that every weight also moves by ε. It "
    "belongs to what divides: put brackets around √ŝ + ε.",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s, t = state.get(p, (0.0, 0.0, 0))
                t += 1
                m = betas[0] * m + (1 - betas[0]) * p.grad
                s = betas[1] * s + (1 - betas[1]) * p.grad**2
                state[p] = m, s, t
                m_hat, s_hat = m / (1 - betas[0] ** t), s / (1 - betas[1] ** t)
                p -= lr * m_hat / s_hat.sqrt() + eps


@wrong(
    "Adam: uphill",
    fails=[
        "Adam: the first step",
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the dtype of what is remembered",
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: your steps go up the gradient: it points to where the loss grows. Look at the sign "
    "in the last formula.",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s, t = state.get(p, (0.0, 0.0, 0))
                t += 1
                m = betas[0] * m + (1 - betas[0]) * p.grad
                s = betas[1] * s + (1 - betas[1]) * p.grad**2
                state[p] = m, s, t
                m_hat, s_hat = m / (1 - betas[0] ** t), s / (1 - betas[1] ** t)
                p += lr * m_hat / (s_hat.sqrt() + eps)


@wrong(
    "Adam: gradients squared in place",
    fails=["Adam: the gradients after a step", "AdamW: the gradients after a step"],
    says="Adam: your step squares the gradients themselves, in place. They stay as they are: "
    "`grad**2` makes a new tensor, `grad.pow_(2)` does not.",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s, t = state.get(p, (0.0, 0.0, 0))
                t += 1
                m = betas[0] * m + (1 - betas[0]) * p.grad
                s = betas[1] * s + (1 - betas[1]) * p.grad.pow_(2)
                state[p] = m, s, t
                m_hat, s_hat = m / (1 - betas[0] ** t), s / (1 - betas[1] ** t)
                p -= lr * m_hat / (s_hat.sqrt() + eps)


@wrong(
    "Adam: a sum in place of m",
    fails=[
        "Adam: the first step",
        "Adam: 100 steps, the learning rate changing",
        "Adam: a gradient that is None in between",
        "Adam: two trainings with a state each",
        "Adam: the dtype of what is remembered",
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the dtype of what is remembered",
    ],
    says="Adam: your m adds the gradients up, as PyTorch's momentum does. Here it is an average: "
    "the new gradient comes in times 1 − β₁.",
)
def adam_step(parameters, state, lr, betas, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                m, s, t = state.get(p, (0.0, 0.0, 0))
                t += 1
                m = betas[0] * m + p.grad
                s = betas[1] * s + (1 - betas[1]) * p.grad**2
                state[p] = m, s, t
                m_hat, s_hat = m / (1 - betas[0] ** t), s / (1 - betas[1] ** t)
                p -= lr * m_hat / (s_hat.sqrt() + eps)


@wrong(
    "remembered as plain numbers",
    fails=["Adam: the dtype of what is remembered", "AdamW: the dtype of what is remembered"],
    says="What you remember of a parameter is no tensor of its shape: plain numbers, an array, "
    "or a tensor of another shape. Shape, dtype and device then have to be mended in every step. "
    "A tensor like the parameter has all three.",
)
def adam_step(parameters, state, lr, betas, eps):
    beta1, beta2 = betas
    with torch.no_grad():
        for p in parameters:
            if p.grad is None:
                continue
            zeros = torch.zeros_like(p).tolist()
            m, s, t = state.get(p, (zeros, zeros, 0))
            m = beta1 * torch.tensor(m, dtype=p.dtype) + (1 - beta1) * p.grad
            s = beta2 * torch.tensor(s, dtype=p.dtype) + (1 - beta2) * p.grad**2
            state[p] = (m.tolist(), s.tolist(), t + 1)
            m_hat, s_hat = m / (1 - beta1 ** (t + 1)), s / (1 - beta2 ** (t + 1))
            p -= lr * m_hat / (s_hat.sqrt() + eps)


@alternative("in place, a list for each parameter")
def adam_step(parameters, state, lr, betas, eps):
    beta1, beta2 = betas
    for p in parameters:
        if p.grad is None:
            continue
        own = state.setdefault(p, [0, torch.zeros_like(p.data), torch.zeros_like(p.data)])
        own[0] += 1
        own[1].lerp_(p.grad, 1 - beta1)
        own[2].mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
        root = own[2].sqrt().div_(math.sqrt(1 - beta2 ** own[0])).add_(eps)
        p.data.addcdiv_(own[1], root, value=-lr / (1 - beta1 ** own[0]))


@alternative("the weights counted along, not powers of t")
@torch.no_grad()
def adam_step(parameters, state, lr, betas, eps):
    for index, p in enumerate(parameters):
        if p.grad is None:
            continue
        one = torch.ones_like(p)
        new = [torch.stack([p.grad, one]), torch.stack([p.grad**2, one])]
        sums = state.get(index, [torch.zeros_like(new[0])] * 2)
        sums = [b * s + (1 - b) * n for b, s, n in zip(betas, sums, new)]
        state[index] = sums
        (m, m_weight), (v, v_weight) = sums
        p.sub_(lr * (m / m_weight) / ((v / v_weight).sqrt() + eps))


@alternative("the decay as a factor")
@torch.no_grad()
def adamw_step(parameters, state, lr, betas, eps, weight_decay):
    for p in parameters:
        if p.grad is None:
            continue
        own = state.setdefault(p, {"t": 0, "m": torch.zeros_like(p), "s": torch.zeros_like(p)})
        own["t"] += 1
        own["m"] = betas[0] * own["m"] + (1 - betas[0]) * p.grad
        own["s"] = betas[1] * own["s"] + (1 - betas[1]) * p.grad * p.grad
        p.mul_(1 - lr * weight_decay)
        m_hat = own["m"] / (1 - betas[0] ** own["t"])
        p -= lr * m_hat / (torch.sqrt(own["s"] / (1 - betas[1] ** own["t"])) + eps)


@alternative("decay and step at once, both from the old weights")
def adamw_step(parameters, state, lr, betas, eps, weight_decay):
    for p in parameters:
        if p.grad is None:
            continue
        m, s, t = state.get(id(p), (torch.zeros_like(p.data), torch.zeros_like(p.data), 0))
        m, s, t = m + (1 - betas[0]) * (p.grad - m), s + (1 - betas[1]) * (p.grad**2 - s), t + 1
        state[id(p)] = m, s, t
        step = m / (1 - betas[0] ** t) / ((s / (1 - betas[1] ** t)).sqrt() + eps)
        p.data = p.data - lr * (step + weight_decay * p.data)
