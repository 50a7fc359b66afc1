"""Wrong and alternative answers to the tasks of 06_optimizer_theory (read by grading.bank)."""

import math

import torch

from grading.bank import alternative, wrong

# 1. epoch_batches


@wrong(
    "epoch_batches",
    "not shuffled",
    fails=["a new order in each epoch", "the generator alone decides"],
    says="Your batches come in the order of the data, epoch after epoch. Data are often sorted in "
    "some way, and then each batch speaks for one corner only. Draw a new order in each call.",
)
def epoch_batches(n, batch_size, generator):
    return list(torch.arange(n).split(batch_size))


@wrong(
    "epoch_batches",
    "last batch dropped",
    fails=[
        "the sizes of the batches",
        "every sample once in an epoch",
        "all at once, one at a time, a batch size too large",
    ],
    says="Samples are missing: those that do not fill a whole batch are dropped, and with a batch "
    "size above n there is nothing left at all. The last batch may be smaller.",
)
def epoch_batches(n, batch_size, generator):
    order = torch.randperm(n, generator=generator)
    return [order[i * batch_size : (i + 1) * batch_size] for i in range(n // batch_size)]


@wrong(
    "epoch_batches",
    "with replacement",
    fails=["every sample once in an epoch"],
    says="Some samples come twice in your epoch and others not at all: you draw each index anew, "
    "as if it were put back. An epoch takes every sample exactly once: draw an *order*.",
)
def epoch_batches(n, batch_size, generator):
    return list(torch.randint(n, (n,), generator=generator).split(batch_size))


@wrong(
    "epoch_batches",
    "with replacement within an epoch only",
    fails=["every sample once in an epoch"],
    says="Each of your batches is drawn from all samples anew, so a sample may come in several "
    "batches of an epoch, and others in none. Draw *one* order for the whole epoch and cut it.",
)
def epoch_batches(n, batch_size, generator):
    sizes = [min(batch_size, n - start) for start in range(0, n, batch_size)]
    return [torch.randperm(n, generator=generator)[:size] for size in sizes]


@wrong(
    "epoch_batches",
    "seeds anew",
    fails=["a new order in each epoch", "the generator alone decides"],
    says="Every epoch has the same order: your function seeds the generator, or makes one of its "
    "own with a fixed seed. Seeding is the caller's business; just draw from `generator`, and it "
    "moves on.",
)
def epoch_batches(n, batch_size, generator):
    generator.manual_seed(0)
    return list(torch.randperm(n, generator=generator).split(batch_size))


@wrong(
    "epoch_batches",
    "torch's own random state",
    fails=["the generator alone decides"],
    says="The order is drawn from torch's own random state, not from `generator`: the same "
    "generator gives other batches each time, and every other random number of the program is "
    "moved along. `randperm` takes the generator as an argument.",
)
def epoch_batches(n, batch_size, generator):
    return list(torch.randperm(n).split(batch_size))


@wrong(
    "epoch_batches",
    "batches shuffled, not samples",
    fails=["the sizes of the batches", "a new order in each epoch"],
    says="The same samples always come together: you shuffle whole batches, not samples. Then "
    "an epoch only ever sees the same few averages. First shuffle the samples, then cut.",
)
def epoch_batches(n, batch_size, generator):
    batches = torch.arange(n).split(batch_size)
    return [batches[i] for i in torch.randperm(len(batches), generator=generator)]


@wrong(
    "epoch_batches",
    "shuffled within a batch",
    fails=["a new order in each epoch"],
    says="The same samples always come together: you shuffle within each batch, after cutting. "
    "The sum over a batch does not see that at all. First shuffle, then cut.",
)
def epoch_batches(n, batch_size, generator):
    batches = torch.arange(n).split(batch_size)
    return [b[torch.randperm(len(b), generator=generator)] for b in batches]


@wrong(
    "epoch_batches",
    "lists",
    fails=["the sizes of the batches"],
    says="Your batches are no tensors. A tensor of dtype `int64` is asked for, with which one "
    "can index any other tensor, on any device.",
)
def epoch_batches(n, batch_size, generator):
    order = torch.randperm(n, generator=generator).tolist()
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


@wrong(
    "epoch_batches",
    "only one batch",
    fails=[
        "the sizes of the batches",
        "every sample once in an epoch",
        "all at once, one at a time, a batch size too large",
    ],
    says="You return one random batch. An epoch goes through all samples: it has n / batch_size "
    "batches, rounded up.",
)
def epoch_batches(n, batch_size, generator):
    return [torch.randperm(n, generator=generator)[:batch_size]]


@wrong(
    "epoch_batches",
    "an empty batch",
    fails=["all at once, one at a time, a batch size too large"],
    says="Where the batch size divides n, an empty batch comes last. The mean over no samples is "
    "`nan`, and one such batch spoils all weights. Where does the last batch begin?",
)
def epoch_batches(n, batch_size, generator):
    order = torch.randperm(n, generator=generator)
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(n // batch_size + 1)]


@wrong(
    "epoch_batches",
    "last batch filled up",
    fails=[
        "the sizes of the batches",
        "every sample once in an epoch",
        "all at once, one at a time, a batch size too large",
    ],
    says="Your last batch is filled up with samples from the beginning, which so count twice in "
    "this epoch. It may simply be smaller.",
)
def epoch_batches(n, batch_size, generator):
    order = torch.randperm(n, generator=generator)
    starts = range(0, n, batch_size)
    return [order[torch.arange(start, start + batch_size) % n] for start in starts]


@wrong(
    "epoch_batches",
    "batch_size batches",
    fails=["the sizes of the batches", "all at once, one at a time, a batch size too large"],
    says="You make `batch_size` batches. It is the number of samples in a batch, not the number "
    "of batches: `chunk` and `split` are easily confused.",
)
def epoch_batches(n, batch_size, generator):
    return list(torch.randperm(n, generator=generator).chunk(batch_size))


@wrong(
    "epoch_batches",
    "counts from 1",
    fails=["every sample once in an epoch"],
    says="Your indices run from 1 to n. In Python the first sample has the index 0, and index n "
    "is out of range.",
)
def epoch_batches(n, batch_size, generator):
    return list((1 + torch.randperm(n, generator=generator)).split(batch_size))


@wrong(
    "epoch_batches",
    "int32",
    fails=["the sizes of the batches"],
    says="Your indices have another dtype than `int64`, which is what torch's own functions use "
    "for indices.",
)
def epoch_batches(n, batch_size, generator):
    return list(torch.randperm(n, generator=generator, dtype=torch.int32).split(batch_size))


@wrong(
    "epoch_batches",
    "a DataLoader does it",
    fails=[
        "the sizes of the batches",
        "every sample once in an epoch",
        "a new order in each epoch",
        "the generator alone decides",
        "all at once, one at a time, a batch size too large",
    ],
    says="Your answer uses `DataLoader`. This task asks you to write that part yourself.",
)
def epoch_batches(n, batch_size, generator):
    from torch.utils.data import DataLoader

    return list(DataLoader(torch.arange(n), batch_size, shuffle=True, generator=generator))


@wrong(
    "epoch_batches",
    "as even as possible",
    fails=["the sizes of the batches"],
    says="Your batches are made as even as possible: `chunk` is told how *many* parts there are, "
    "and chooses their size. Here the size is given, and only the last batch may be smaller.",
)
def epoch_batches(n, batch_size, generator):
    order = torch.randperm(n, generator=generator)
    return list(order.chunk(math.ceil(n / batch_size)))


wrong(
    "epoch_batches",
    "Python's own random",
    fails=["the generator alone decides"],
    says="The order does not depend on `generator`: the same state gives other batches each time. "
    "Python's `random` has a state of its own; which function of torch takes a generator?",
    code="""
    import random


    def epoch_batches(n, batch_size, generator):
        order = list(range(n))
        random.shuffle(order)
        return list(torch.tensor(order).split(batch_size))
    """,
)


wrong(
    "epoch_batches",
    "the seed it began with",
    fails=["a new order in each epoch"],
    says="Every epoch has the same order: what you take from the generator is the seed that it "
    "began with, and that stays the same. Draw from the generator; it moves on by itself.",
    code="""
    import random


    def epoch_batches(n, batch_size, generator):
        order = list(range(n))
        random.Random(generator.initial_seed()).shuffle(order)
        return list(torch.tensor(order).split(batch_size))
    """,
)


@alternative("epoch_batches", "slices")
def epoch_batches(n, batch_size, generator):
    order = torch.randperm(n, generator=generator)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


@alternative("epoch_batches", "sorted random numbers, as a tuple")
def epoch_batches(n, batch_size, generator):
    return torch.rand(n, generator=generator).argsort().split(batch_size)


@alternative("epoch_batches", "shuffled by hand")
def epoch_batches(n, batch_size, generator):
    order = list(range(n))
    for i in range(n - 1, 0, -1):
        j = int(torch.randint(i + 1, (), generator=generator))
        order[i], order[j] = order[j], order[i]
    batches = []
    while order:
        batch, order = order[:batch_size], order[batch_size:]
        batches.append(torch.tensor(batch))
    return batches


@alternative("epoch_batches", "a generator function")
def epoch_batches(n, batch_size, generator):
    order = torch.randperm(n, generator=generator)
    while len(order):
        yield order[:batch_size]
        order = order[batch_size:]


# 2. ema


@wrong(
    "ema",
    "factors swapped",
    fails=[
        "the average",
        "the corrected average",
        "a constant signal in float32",
        "β = 0, and no values at all",
    ],
    says="β and 1 − β have changed places: your average forgets where it should remember. With "
    "β = 0.9, nine tenths of the old average stay.",
)
def ema(values, beta):
    averages, m = torch.empty_like(values), 0.0
    for index, value in enumerate(values):
        m = (1 - beta) * m + beta * value
        averages[index] = m
    return averages


@wrong(
    "ema",
    "begins with the first value",
    fails=["the average", "the corrected average", "a constant signal in float32"],
    says="Your average begins with the first value and not with 0. That is another way to avoid "
    "the bias, and gives the first value far too much weight; here m begins at 0.",
)
def ema(values, beta):
    averages = values.clone()
    for index in range(1, len(values)):
        averages[index] = beta * averages[index - 1] + (1 - beta) * values[index]
    return averages


@wrong(
    "ema",
    "a running sum",
    fails=["the average", "the corrected average", "a constant signal in float32"],
    says="The new value goes in whole, without the factor 1 − β: that is the sum of PyTorch's "
    "momentum, about 1/(1 − β) times as large as an average.",
)
def ema(values, beta):
    averages, m = torch.empty_like(values), 0.0
    for index, value in enumerate(values):
        m = beta * m + value
        averages[index] = m
    return averages


@wrong(
    "ema",
    "the mean of all",
    fails=[
        "the average",
        "the corrected average",
        "a constant signal in float32",
        "β = 0, and no values at all",
    ],
    says="You return the ordinary mean of all values so far. An exponential moving average "
    "forgets: an older value weighs less, by the factor β with each step.",
)
def ema(values, beta):
    return values.cumsum(0) / torch.arange(1, len(values) + 1)


@wrong(
    "ema",
    "only the last average",
    fails=[
        "the average",
        "the corrected average",
        "a constant signal in float32",
        "β = 0, and no values at all",
    ],
    says="You return the last average alone. All of them are asked for, one for each value.",
)
def ema(values, beta):
    m = torch.tensor(0.0, dtype=values.dtype)
    for value in values:
        m = beta * m + (1 - beta) * value
    return m


@wrong(
    "ema",
    "values overwritten",
    fails=["the average", "the corrected average", "a constant signal in float32"],
    says="Your function writes the averages into `values`. Whoever called it still needs them: "
    "make a new tensor.",
)
def ema(values, beta):
    m = 0.0
    for index in range(len(values)):
        m = beta * m + (1 - beta) * values[index].item()
        values[index] = m
    return values


@wrong(
    "ema",
    "float32",
    fails=["the average", "β = 0, and no values at all"],
    says="Your averages are float32, and `values` was float64: a new tensor takes torch's "
    "default dtype unless it is told another one. `torch.empty_like(values)` takes over both.",
)
def ema(values, beta):
    averages, m = torch.zeros(len(values)), 0.0
    for index, value in enumerate(values):
        m = beta * m + (1 - beta) * value
        averages[index] = m
    return averages


@wrong(
    "ema",
    "exponent t - 1",
    fails=["the corrected average", "a constant signal in float32", "β = 0, and no values at all"],
    says="Your correction divides by 1 − β^(t−1): `enumerate` counts from 0, and t counts from 1. "
    "At the first value that is a division by 0.",
)
def corrected_ema(values, beta):
    t = torch.arange(len(values), dtype=values.dtype)
    return ema(values, beta) / (1 - beta**t)


@wrong(
    "ema",
    "exponent t + 1",
    fails=["the corrected average", "a constant signal in float32"],
    says="Your correction divides by 1 − β^(t+1): t is one too large. At the first value, t is 1 "
    "and the corrected average is the value itself.",
)
def corrected_ema(values, beta):
    t = torch.arange(2, len(values) + 2, dtype=values.dtype)
    return ema(values, beta) / (1 - beta**t)


@wrong(
    "ema",
    "not corrected",
    fails=["the corrected average", "a constant signal in float32"],
    says="Your corrected average still has its bias: a signal that is constant should have this "
    "constant as its average, from the first step on.",
)
def corrected_ema(values, beta):
    return ema(values, beta)


@wrong(
    "ema",
    "corrected for ever",
    fails=["the corrected average", "a constant signal in float32"],
    says="You divide by 1 − β at every step. That is right for the first one only: the bias "
    "fades out, and so must the correction.",
)
def corrected_ema(values, beta):
    return ema(values, beta) / (1 - beta)


@wrong(
    "ema",
    "multiplied",
    fails=["the corrected average", "a constant signal in float32"],
    says="Your correction multiplies by 1 − βᵗ, so the average is too small twice over. The "
    "weights sum to 1 − βᵗ; by what does one make them sum to 1?",
)
def corrected_ema(values, beta):
    t = torch.arange(1, len(values) + 1, dtype=values.dtype)
    return ema(values, beta) * (1 - beta**t)


@wrong(
    "ema",
    "correction goes on",
    fails=["the corrected average", "a constant signal in float32"],
    says="Your recursion goes on with the *corrected* average, so that in the next step the "
    "correction is corrected again. Keep m as it is, and correct what you return.",
)
def corrected_ema(values, beta):
    averages, m = torch.empty_like(values), 0.0
    for index, value in enumerate(values):
        m = (beta * m + (1 - beta) * value) / (1 - beta ** (index + 1))
        averages[index] = m
    return averages


@wrong(
    "ema",
    "steps: one too few",
    fails=["steps until the weights are there"],
    says="`steps_until` is one too small: after that many steps the weights do not yet sum to "
    "`share`. Logarithms give a number with a fraction; which way is it rounded?",
)
def steps_until(beta, share):
    return 1 if beta == 0 else max(1, math.floor(math.log(1 - share) / math.log(beta)))


@wrong(
    "ema",
    "steps: one too many",
    fails=["steps until the weights are there"],
    says="`steps_until` is one too large: one step earlier the weights sum to `share` already.",
)
def steps_until(beta, share):
    t = 0
    while 1 - beta**t < share:
        t += 1
    return t + 1


@wrong(
    "ema",
    "steps: 1 over (1 - beta)",
    fails=["steps until the weights are there"],
    says="`steps_until` returns 1/(1 − β). That is the rule of thumb for how far the average "
    "looks back, where the weights sum to about 0.63; here `share` says how much is asked for.",
)
def steps_until(beta, share):
    return round(1 / (1 - beta))


@wrong(
    "ema",
    "steps: the share that is missing",
    fails=["steps until the weights are there"],
    says="`steps_until` counts until βᵗ, the share that is *missing*, has fallen to `share`. The "
    "weights sum to 1 − βᵗ.",
)
def steps_until(beta, share):
    t = 1
    while beta**t > share:
        t += 1
    return t


@wrong(
    "ema",
    "steps: logarithm of 0",
    fails=["steps until the weights are there"],
    says="`steps_until` fails at β = 0, where the logarithm does not exist. Such an average is "
    "the last value alone: its weights sum to 1 after one step.",
)
def steps_until(beta, share):
    return max(1, math.ceil(math.log(1 - share) / math.log(beta)))


@wrong(
    "ema",
    "steps: more than the share",
    fails=["steps until the weights are there"],
    says="`steps_until` goes on where the sum *equals* `share`: after two steps with β = 0.5, the "
    'weights sum to exactly 0.75, which is "at least 0.75".',
)
def steps_until(beta, share):
    t = 1
    while 1 - beta**t <= share:
        t += 1
    return t


@wrong(
    "ema",
    "steps: a float",
    fails=["steps until the weights are there"],
    says="`steps_until` counts rightly, but what it returns is no `int`. `math.ceil` gives one, "
    "`np.ceil` and `torch.ceil` do not.",
)
def steps_until(beta, share):
    t = 1.0
    while 1 - beta**t < share:
        t += 1
    return t


@alternative("ema", "weights in closed form")
def ema(values, beta):
    age = torch.arange(len(values))
    lag = age[:, None] - age[None, :]
    weights = torch.where(lag >= 0, float(beta) ** lag.clamp(min=0).double(), 0.0)
    return ((1 - beta) * weights @ values.double()).to(values.dtype)


@alternative("ema", "corrected within one loop")
def corrected_ema(values, beta):
    averages, m, weight = [], torch.zeros((), dtype=values.dtype), 0.0
    for value in values:
        m = m + (1 - beta) * (value - m)
        weight = beta * weight + (1 - beta)
        averages.append(m / weight)
    return torch.stack(averages) if averages else values.clone()


@alternative("ema", "powers with Python's numbers")
def steps_until(beta, share):
    t = 1
    while 1 - beta**t < share:
        t += 1
    return t


@alternative("ema", "logarithms")
def steps_until(beta, share):
    if beta == 0:
        return 1
    return max(1, math.ceil(math.log(1 - share) / math.log(beta)))


# 3. momentum


@wrong(
    "momentum",
    "no memory",
    fails=[
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the dtype of what is remembered",
    ],
    says="Your steps are those of plain SGD: nothing of the earlier gradients is in them. Is v "
    "kept in `state`, and read from there in the next step?",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p -= lr * p.grad


@wrong(
    "momentum",
    "an average of gradients",
    fails=[
        "the first step, with dampening",
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the dtype of what is remembered",
    ],
    says="You average the gradients, (1 − μ)·g + μ·v. Textbooks write momentum in this way, and "
    "PyTorch adds up: its steps become about 1/(1 − μ) times as long. lr means another thing in "
    "the two.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                v = state.get(p, torch.zeros_like(p))
                state[p] = momentum * v + (1 - momentum) * p.grad
                p -= lr * state[p]


@wrong(
    "momentum",
    "averaged from the second step on",
    fails=[
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the dtype of what is remembered",
    ],
    says="The first v is right, and from then on you average: (1 − μ)·g + μ·v. What comes in is "
    "g times 1 − τ, with the dampening τ, which is 0 unless it is given.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    state[p] = momentum * state[p] + (1 - momentum) * p.grad
                else:
                    state[p] = p.grad.clone()
                p -= lr * state[p]


@wrong(
    "momentum",
    "dampened from the start",
    fails=[
        "the first step, with dampening",
        "10 steps with dampening",
        "a gradient that is None in between",
    ],
    says="Your first v is (1 − τ)·g. In PyTorch the dampening begins with the second step, and "
    "the first v is the whole gradient.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                v = state.get(p, torch.zeros_like(p))
                state[p] = momentum * v + (1 - dampening) * p.grad
                p -= lr * state[p]


@wrong(
    "momentum",
    "no dampening",
    fails=["10 steps with dampening", "a gradient that is None in between"],
    says="The dampening does nothing in your steps: from the second step on, the gradient comes "
    "in times 1 − τ.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                v = state.get(p, torch.zeros_like(p))
                state[p] = momentum * v + p.grad
                p -= lr * state[p]


@wrong(
    "momentum",
    "lr inside the memory",
    fails=["100 steps, the learning rate changing"],
    says="The learning rate is inside your v: v = μ·v + lr·g. As long as lr stays the same, that "
    "is the same thing. When it changes, your old steps go on with the old one (Sutskever's "
    "form), while in PyTorch the new one holds for all of v at once.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    state[p] = momentum * state[p] + lr * (1 - dampening) * p.grad
                else:
                    state[p] = lr * p.grad
                p -= state[p]


@wrong(
    "momentum",
    "nesterov",
    fails=[
        "the first step, with dampening",
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the dtype of what is remembered",
    ],
    says="Your steps are Nesterov's: they go along g + μ·v. Ordinary momentum goes along v.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    state[p] = momentum * state[p] + (1 - dampening) * p.grad
                else:
                    state[p] = p.grad.clone()
                p -= lr * (p.grad + momentum * state[p])


@wrong(
    "momentum",
    "old memory used",
    fails=[
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the dtype of what is remembered",
    ],
    says="You step along the v of the step before, and bring the new gradient in afterwards. "
    "First the memory, then the step.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p not in state:
                    state[p] = p.grad.clone()
                    p -= lr * state[p]
                else:
                    p -= lr * state[p]
                    state[p] = momentum * state[p] + (1 - dampening) * p.grad


@wrong(
    "momentum",
    "uphill",
    fails=[
        "the first step, with dampening",
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the dtype of what is remembered",
    ],
    says="Your steps go up the gradient: it points to where the loss grows. Look at the sign in "
    "the last formula.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    state[p] = momentum * state[p] + (1 - dampening) * p.grad
                else:
                    state[p] = p.grad.clone()
                p += lr * state[p]


@wrong(
    "momentum",
    "the gradient under a second name",
    fails=[
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the gradients after a step",
        "the dtype of what is remembered",
    ],
    says="Your first v *is* the tensor `.grad`, not a copy of it: the next gradient is written "
    "into it, and your own changes of v go into the gradient. Make a tensor of your own.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    state[p].mul_(momentum).add_(p.grad, alpha=1 - dampening)
                else:
                    state[p] = p.grad
                p -= lr * state[p]


@wrong(
    "momentum",
    "the gradient under a second name, for a step",
    fails=[
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the dtype of what is remembered",
    ],
    says="Your first v *is* the tensor `.grad`, not a copy of it. When the caller writes the "
    "second gradient into it, the first one is gone from your memory. Make a tensor of your own.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    state[p] = momentum * state[p] + (1 - dampening) * p.grad
                else:
                    state[p] = p.grad
                p -= lr * state[p]


@wrong(
    "momentum",
    "gradients changed",
    fails=["the gradients after a step"],
    says="Your step writes into the gradients. They stay as they are: compute with new tensors, "
    "and keep operations in place (those with `_` at the end) for what is yours.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    p.grad.mul_(1 - dampening).add_(momentum * state[p])
                state[p] = p.grad.clone()
                p -= lr * p.grad


@wrong(
    "momentum",
    "gradients cleared",
    fails=["the gradients after a step"],
    says="After your step the gradients are gone. Clearing them is the job of `zero_grad`, and "
    "the caller may still want them.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    state[p] = momentum * state[p] + (1 - dampening) * p.grad
                else:
                    state[p] = p.grad.clone()
                p -= lr * state[p]
                p.grad.zero_()


@wrong(
    "momentum",
    "None coasts on",
    fails=["a gradient that is None in between"],
    says="A parameter without a gradient rolls on with its old v in your steps. It is left out: "
    "`None` means that it took no part, and is not a gradient of zeros.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is None and p not in state:
                continue
            if p.grad is None:
                state[p] = momentum * state[p]
            elif p in state:
                state[p] = momentum * state[p] + (1 - dampening) * p.grad
            else:
                state[p] = p.grad.clone()
            p -= lr * state[p]


@wrong(
    "momentum",
    "None not looked for",
    fails=["a gradient that is None in between"],
    says="You compute with `None`: a parameter that took no part in the loss has no gradient. "
    "Look before you use it, and leave such a parameter out.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p in state:
                state[p] = momentum * state[p] + (1 - dampening) * p.grad
            else:
                state[p] = p.grad.clone()
            p -= lr * state[p]


@wrong(
    "momentum",
    "stops at None",
    fails=["a gradient that is None in between"],
    says="You stop at the first parameter without a gradient, and those after it get no step. "
    "Leave out this one and go on with the next.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is None:
                break
            if p in state:
                state[p] = momentum * state[p] + (1 - dampening) * p.grad
            else:
                state[p] = p.grad.clone()
            p -= lr * state[p]


@wrong(
    "momentum",
    "counted among those with a gradient",
    fails=["a gradient that is None in between"],
    says="A parameter finds the v of another one as soon as one before it has no gradient: you "
    "number only those that have one. Use the parameter itself as the key, or its place among "
    "all.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for i, p in enumerate([p for p in parameters if p.grad is not None]):
            old = state.get(i)
            if old is None or old.shape != p.shape:
                state[i] = p.grad.clone()
            else:
                state[i] = momentum * old + (1 - dampening) * p.grad
            p -= lr * state[i]


@wrong(
    "momentum",
    "one memory for a shape",
    fails=[
        "the first step, with dampening",
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the dtype of what is remembered",
    ],
    says="Parameters of one shape share one v: your key is the shape. Every parameter has a v of "
    "its own, and can be the key itself.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p.shape in state:
                    state[p.shape] = momentum * state[p.shape] + (1 - dampening) * p.grad
                else:
                    state[p.shape] = p.grad.clone()
                p -= lr * state[p.shape]


wrong(
    "momentum",
    "one memory for all trainings",
    fails=[
        "the first step, with dampening",
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
    ],
    says="Two trainings share one memory: yours stands outside of the function, and not in "
    "`state`. The caller gives each training a dict of its own.",
    code="""
    memory = {}


    def momentum_step(parameters, state, lr, momentum, dampening=0.0):
        with torch.no_grad():
            for i, p in enumerate(parameters):
                if p.grad is not None:
                    key = i, p.shape
                    if key in memory:
                        memory[key] = momentum * memory[key] + (1 - dampening) * p.grad
                    else:
                        memory[key] = p.grad.clone()
                    p -= lr * memory[key]
    """,
)


@wrong(
    "momentum",
    "a memory in float32",
    fails=["the dtype of what is remembered"],
    says="Your v is float32, though the parameter is float64: `torch.zeros(shape)` takes torch's "
    "default dtype. `torch.zeros_like(parameter)` takes over shape, dtype and device.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    state[p].mul_(momentum).add_(p.grad, alpha=1 - dampening)
                else:
                    state[p] = torch.zeros(p.shape)
                    state[p].add_(p.grad)
                p -= lr * state[p]


@wrong(
    "momentum",
    "a memory in float64",
    fails=["the dtype of what is remembered"],
    says="Your memory of a float32 parameter is float64, which takes twice the place and is not "
    "what PyTorch computes. What is remembered has the parameter's own dtype.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    state[p] = momentum * state[p] + (1 - dampening) * p.grad.double()
                else:
                    state[p] = p.grad.double().clone()
                p -= (lr * state[p]).to(p.dtype)


@wrong(
    "momentum",
    "only the first parameter",
    fails=[
        "the first step, with dampening",
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the gradients after a step",
        "the dtype of what is remembered",
    ],
    says="Only the first parameter moves. Does something in your loop end it, such as a `return` "
    "that is indented too far?",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is None:
                continue
            if p in state:
                state[p] = momentum * state[p] + (1 - dampening) * p.grad
            else:
                state[p] = p.grad.clone()
            p -= lr * state[p]
            return


@wrong(
    "momentum",
    "only the local name",
    fails=[
        "the first step, with dampening",
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the gradients after a step",
        "the dtype of what is remembered",
    ],
    says="No weight changes. Is there a line such as `p = p - …`? It makes a new tensor and gives "
    "it the name `p`, while the parameter is still the old one. Change the numbers inside it.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    state[p] = momentum * state[p] + (1 - dampening) * p.grad
                else:
                    state[p] = p.grad.clone()
                p = p - lr * state[p]


@wrong(
    "momentum",
    "recorded by autograd",
    fails=[
        "the first step, with dampening",
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the gradients after a step",
        "the dtype of what is remembered",
    ],
    says="Autograd refuses: a parameter that requires a gradient may not be changed in place "
    "while operations are recorded. A step is not to be recorded: which context manager switches "
    "recording off?",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    for p in parameters:
        if p.grad is not None:
            if p in state:
                state[p] = momentum * state[p] + (1 - dampening) * p.grad
            else:
                state[p] = p.grad.clone()
            p -= lr * state[p]


@wrong(
    "momentum",
    "torch does it",
    fails=[
        "the first step, with dampening",
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the gradients after a step",
        "the dtype of what is remembered",
    ],
    says="Your answer uses `optim`. This task asks you to write that part yourself.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    if "optimizer" not in state:
        state["optimizer"] = torch.optim.SGD(parameters, lr, momentum=momentum, dampening=dampening)
    state["optimizer"].param_groups[0]["lr"] = lr
    state["optimizer"].step()


@wrong(
    "momentum",
    "remembered by gradient",
    fails=[
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "the dtype of what is remembered",
    ],
    says="You remember v by the gradient's tensor. After `zero_grad()` the next gradient is a new "
    "tensor, and the v of the old one is not found again. The key is the parameter.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p.grad in state:
                    state[p.grad] = momentum * state[p.grad] + (1 - dampening) * p.grad
                else:
                    state[p.grad] = p.grad.clone()
                p -= lr * state[p.grad]


@wrong(
    "momentum",
    "one first step for all",
    fails=["a gradient that is None in between"],
    says="You see from the *call* whether it is a first step. A parameter whose gradient was None "
    "in the first call has its own first step later, and there its v is the whole gradient.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    share = 1 - dampening if "began" in state else 1.0
    state["began"] = True
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                v = state.get(p, torch.zeros_like(p))
                state[p] = momentum * v + share * p.grad
                p -= lr * state[p]


wrong(
    "momentum",
    "a memory that outlives the training",
    fails=["two trainings with a state each"],
    says="A second training of the same parameters, with an empty `state`, goes on with the v of "
    "the first: your memory stands outside of `state`. What is not in it must be forgotten.",
    code="""
    memory = {}


    def momentum_step(parameters, state, lr, momentum, dampening=0.0):
        with torch.no_grad():
            for p in parameters:
                if p.grad is not None:
                    if p in memory:
                        memory[p] = momentum * memory[p] + (1 - dampening) * p.grad
                    else:
                        memory[p] = p.grad.clone()
                    p -= lr * memory[p]
    """,
)


@wrong(
    "momentum",
    "the first learning rate for ever",
    fails=["100 steps, the learning rate changing"],
    says="Your steps keep the learning rate of the first call. `lr` may be another one at each "
    "step: use the argument as it comes, and remember v only.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    lr = state.setdefault("lr", lr)
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    state[p] = momentum * state[p] + (1 - dampening) * p.grad
                else:
                    state[p] = p.grad.clone()
                p -= lr * state[p]


@wrong(
    "momentum",
    "new parameters in the list",
    fails=[
        "the first step, with dampening",
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "the dtype of what is remembered",
    ],
    says="No parameter has moved. Either your step gives a result to a new tensor, or it does not "
    "change anything: a model holds the parameters it was made with, so change these in place.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for i, p in enumerate(parameters):
            grad = p.grad
            if grad is not None:
                v = grad.clone()
                if i in state:
                    v = momentum * state[i] + (1 - dampening) * grad
                state[i] = v
                parameters[i] = torch.nn.Parameter(p - lr * v)
                parameters[i].grad = grad


@alternative("momentum", "all parameters at once")
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    live = [p for p in parameters if p.grad is not None]
    old, new = [p for p in live if id(p) in state], [p for p in live if id(p) not in state]
    with torch.no_grad():
        if old:
            buffers = [state[id(p)] for p in old]
            torch._foreach_mul_(buffers, momentum)
            torch._foreach_add_(buffers, [p.grad for p in old], alpha=1 - dampening)
        state.update({id(p): p.grad.clone() for p in new})
        if live:
            torch._foreach_add_(live, [state[id(p)] for p in live], alpha=-lr)


@alternative("momentum", "in place, through .data, by place in the list")
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    for i, p in enumerate(parameters):
        if p.grad is None:
            continue
        if i not in state:
            state[i] = p.grad.detach().clone()
        else:
            state[i].mul_(momentum).add_(p.grad, alpha=1 - dampening)
        p.data.add_(state[i], alpha=-lr)


@alternative("momentum", "a dict in the dict, and copy_")
@torch.no_grad()
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    buffers = state.setdefault("buffers", {})
    for p in filter(lambda p: p.grad is not None, parameters):
        damp = 1 - dampening if id(p) in buffers else 1.0
        buffers[id(p)] = momentum * buffers.get(id(p), 0.0) + damp * p.grad
        p.copy_(p - lr * buffers[id(p)])


@alternative("momentum", "the undamped first step set right")
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.inference_mode(False), torch.no_grad():
        for p in parameters:
            if p.grad is None:
                continue
            first = p not in state
            v = state.setdefault(p, torch.zeros_like(p, requires_grad=False))
            v.lerp_(v * momentum, 1.0)
            v += p.grad if first else p.grad - dampening * p.grad
            p.sub_(v, alpha=lr)


# 4. squares


@wrong(
    "squares",
    "AdaGrad: ε inside the root",
    fails=[
        "AdaGrad: the first step",
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the dtype of what is remembered",
    ],
    says="AdaGrad: your ε stands inside the root, √(s + ε). It is added to the root. With an ε of "
    "1e-10 nobody sees the difference, with 0.1 everybody does.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = state.get(p, torch.zeros_like(p)) + p.grad**2
                p -= lr * p.grad / (state[p] + eps).sqrt()


@wrong(
    "squares",
    "AdaGrad: no root",
    fails=[
        "AdaGrad: the first step",
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the dtype of what is remembered",
    ],
    says="AdaGrad: you divide by the sum of squares itself. Take its root, so that the step has "
    "the unit of a gradient divided by a gradient.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = state.get(p, torch.zeros_like(p)) + p.grad**2
                p -= lr * p.grad / (state[p] + eps)


@wrong(
    "squares",
    "AdaGrad: divides by the past only",
    fails=[
        "AdaGrad: the first step",
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the dtype of what is remembered",
    ],
    says="AdaGrad: the new square comes into s after you have divided by it. In the first step s "
    "is then 0, and the step is divided by ε alone.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s = state.get(p, torch.zeros_like(p))
                p -= lr * p.grad / (s.sqrt() + eps)
                state[p] = s + p.grad**2


@wrong(
    "squares",
    "AdaGrad: sizes in place of squares",
    fails=[
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the dtype of what is remembered",
    ],
    says="AdaGrad: you add up the sizes |g|, not the squares. A root of the sum of squares grows "
    "with √t, a sum of sizes with t.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = state.get(p, torch.zeros_like(p)) + p.grad.abs()
                p -= lr * p.grad / (state[p] + eps)


@wrong(
    "squares",
    "AdaGrad: a mean of squares",
    fails=[
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the dtype of what is remembered",
    ],
    says="AdaGrad: you divide by the root of the *mean* of the squares. AdaGrad adds them up and "
    "never divides by how many there are: that is why its steps get smaller and smaller.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s, t = state.get(p, (torch.zeros_like(p), 0))
                s, t = s + p.grad**2, t + 1
                state[p] = s, t
                p -= lr * p.grad / ((s / t).sqrt() + eps)


@wrong(
    "squares",
    "AdaGrad: one s for a whole parameter",
    fails=[
        "AdaGrad: the first step",
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the dtype of what is remembered",
    ],
    says="AdaGrad: all elements of a parameter are divided by the same number. Each element has a "
    "sum of its own; that is what lets rare features take long steps.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = state.get(p, 0.0) + (p.grad**2).sum()
                p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "squares",
    "AdaGrad: begins at 1",
    fails=[
        "AdaGrad: the first step",
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
    ],
    says="AdaGrad: your s begins at 1. It begins at 0, so that the first step is nearly lr.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = state.get(p, torch.ones_like(p)) + p.grad**2
                p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "squares",
    "AdaGrad: nothing remembered",
    fails=[
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the dtype of what is remembered",
    ],
    says="AdaGrad: each of your steps is nearly lr times the sign of the gradient: s holds the "
    "last square alone. Is the sum read from `state`, and put back there?",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = p.grad**2
                p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "squares",
    "AdaGrad: one s for a shape",
    fails=[
        "AdaGrad: the first step",
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the dtype of what is remembered",
    ],
    says="AdaGrad: parameters of one shape share one s. Every parameter has an s of its own, and "
    "can be the key itself.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p.shape] = state.get(p.shape, torch.zeros_like(p)) + p.grad**2
                p -= lr * p.grad / (state[p.shape].sqrt() + eps)


@wrong(
    "squares",
    "AdaGrad: only the local name",
    fails=[
        "AdaGrad: the first step",
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the gradients after a step",
        "AdaGrad: the dtype of what is remembered",
    ],
    says="AdaGrad: no weight changes. Is there a line such as `p = p - …`? It makes "
    "a new tensor and gives it the name `p`, while the parameter is still the old one. Change the "
    "numbers inside it.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = state.get(p, 0.0) + p.grad**2
                p = p - lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "squares",
    "AdaGrad: a memory in float32",
    fails=["AdaGrad: the dtype of what is remembered"],
    says="AdaGrad: your s is float32, though the parameter is float64: `torch.zeros(shape)` takes "
    "torch's default dtype. Which function takes over the parameter's?",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s = state.setdefault(p, torch.zeros(p.shape))
                s.add_(p.grad**2)
                p -= lr * p.grad / (s.sqrt() + eps)


@wrong(
    "squares",
    "AdaGrad: a memory in float64",
    fails=["AdaGrad: the dtype of what is remembered"],
    says="AdaGrad: your s of a float32 parameter is float64, which takes twice the place and is "
    "not what PyTorch computes. What is remembered has the parameter's own dtype.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = state.get(p, 0.0) + p.grad.double() ** 2
                p -= (lr * p.grad / (state[p].sqrt() + eps)).to(p.dtype)


@wrong(
    "squares",
    "AdaGrad: squares the gradients in place",
    fails=["AdaGrad: the gradients after a step"],
    says="AdaGrad: your step squares the gradients themselves, in place. They stay as they are: "
    "`grad**2` makes a new tensor, `grad.pow_(2)` does not.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                grad = p.grad.clone()
                state[p] = state.get(p, torch.zeros_like(p)) + p.grad.pow_(2)
                p -= lr * grad / (state[p].sqrt() + eps)


@wrong(
    "squares",
    "AdaGrad: None not looked for",
    fails=["AdaGrad: a gradient that is None in between"],
    says="AdaGrad: you compute with `None`. A parameter that took no part in the loss has no "
    "gradient: leave it out.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            state[p] = state.get(p, torch.zeros_like(p)) + p.grad**2
            p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "squares",
    "RMSProp: α and 1 - α swapped",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: α and 1 − α have changed places. α is the share of the *old* average; with 0.99 "
    "it forgets slowly.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s = state.get(p, torch.zeros_like(p))
                state[p] = (1 - alpha) * s + alpha * p.grad**2
                p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "squares",
    "RMSProp: ε inside the root",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: your ε stands inside the root, √(s + ε), as in some textbooks and in "
    "TensorFlow. PyTorch adds it to the root.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s = state.get(p, torch.zeros_like(p))
                state[p] = alpha * s + (1 - alpha) * p.grad**2
                p -= lr * p.grad / (state[p] + eps).sqrt()


@wrong(
    "squares",
    "RMSProp: no root",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: you divide by the average of the squares itself. The R in its name is the root: "
    "without it, the step is the larger the *smaller* the gradient is.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s = state.get(p, torch.zeros_like(p))
                state[p] = alpha * s + (1 - alpha) * p.grad**2
                p -= lr * p.grad / (state[p] + eps)


@wrong(
    "squares",
    "RMSProp: bias corrected",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: you correct the bias of the average, as Adam does. RMSProp does not, and so "
    "its first step is about lr/√(1 − α), which is 10·lr at PyTorch's defaults.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s, t = state.get(p, (torch.zeros_like(p), 0))
                s, t = alpha * s + (1 - alpha) * p.grad**2, t + 1
                state[p] = s, t
                p -= lr * p.grad / ((s / (1 - alpha**t)).sqrt() + eps)


@wrong(
    "squares",
    "RMSProp: begins with the first square",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: your average begins with the first square. It begins at 0, and the first s is "
    "(1 − α)·g².",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s = state.get(p, p.grad**2)
                state[p] = alpha * s + (1 - alpha) * p.grad**2
                p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "squares",
    "RMSProp: begins at 1",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
    ],
    says="RMSProp: your average begins at 1, as TensorFlow 1's does. In PyTorch it begins at 0.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s = state.get(p, torch.ones_like(p))
                state[p] = alpha * s + (1 - alpha) * p.grad**2
                p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "squares",
    "RMSProp: adds up for ever",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: you add up the squares and forget nothing: that is AdaGrad. RMSProp keeps an "
    "average, so its steps need not get smaller and smaller.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = state.get(p, torch.zeros_like(p)) + p.grad**2
                p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "squares",
    "RMSProp: the new square whole",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: the new square comes in whole, without its factor 1 − α. Then s is no average, "
    "but about 1/(1 − α) times as large as one.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = alpha * state.get(p, torch.zeros_like(p)) + p.grad**2
                p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "squares",
    "RMSProp: divides by the past only",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: the new square comes into s after you have divided by it. In the first step s "
    "is then 0, and the step is divided by ε alone.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s = state.get(p, torch.zeros_like(p))
                p -= lr * p.grad / (s.sqrt() + eps)
                state[p] = alpha * s + (1 - alpha) * p.grad**2


@wrong(
    "squares",
    "RMSProp: the average of sizes",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: you average the sizes |g|. RMS stands for root mean square: average the "
    "squares, then take the root.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s = state.get(p, torch.zeros_like(p))
                state[p] = alpha * s + (1 - alpha) * p.grad.abs()
                p -= lr * p.grad / (state[p] + eps)


@wrong(
    "squares",
    "RMSProp: None forgets",
    fails=["RMSProp: a gradient that is None in between"],
    says="RMSProp: without a gradient, your s goes on forgetting: it is multiplied by α as if a "
    "gradient of 0 had come. The parameter is left out, and what is remembered of it stays.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            s = alpha * state.get(p, torch.zeros_like(p))
            if p.grad is not None:
                s = s + (1 - alpha) * p.grad**2
                p -= lr * p.grad / (s.sqrt() + eps)
            state[p] = s


@wrong(
    "squares",
    "RMSProp: stops at None",
    fails=["RMSProp: a gradient that is None in between"],
    says="RMSProp: you stop at the first parameter without a gradient, and those after it get no "
    "step. Leave out this one and go on with the next.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is None:
                return
            s = state.get(p, torch.zeros_like(p))
            state[p] = alpha * s + (1 - alpha) * p.grad**2
            p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "squares",
    "RMSProp: one s for all",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: all parameters go into one s. Every parameter has an s of its own; use the "
    "parameter as the key.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s = state.get("s", torch.zeros_like(p))
                s = s if s.shape == p.shape else s.mean().expand_as(p)
                state["s"] = alpha * s + (1 - alpha) * p.grad**2
                p -= lr * p.grad / (state["s"].sqrt() + eps)


@wrong(
    "squares",
    "RMSProp: only the local name",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the gradients after a step",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: no weight changes. Is there a line such as `p = p - …`? It makes "
    "a new tensor and gives it the name `p`, while the parameter is still the old one. Change the "
    "numbers inside it.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = alpha * state.get(p, 0.0) + (1 - alpha) * p.grad**2
                p = p - lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "squares",
    "RMSProp: a memory in float32",
    fails=["RMSProp: the dtype of what is remembered"],
    says="RMSProp: your s is float32, though the parameter is float64: `torch.zeros(shape)` takes "
    "torch's default dtype. Which function takes over the parameter's?",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s = state.setdefault(p, torch.zeros(p.shape))
                s.mul_(alpha).add_((1 - alpha) * p.grad**2)
                p -= lr * p.grad / (s.sqrt() + eps)


@wrong(
    "squares",
    "RMSProp: a memory in float64",
    fails=["RMSProp: the dtype of what is remembered"],
    says="RMSProp: your s of a float32 parameter is float64, which takes twice the place and is "
    "not what PyTorch computes. What is remembered has the parameter's own dtype.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = alpha * state.get(p, 0.0) + (1 - alpha) * p.grad.double() ** 2
                p -= (lr * p.grad / (state[p].sqrt() + eps)).to(p.dtype)


wrong(
    "squares",
    "RMSProp: one memory for all trainings",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the gradients after a step",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: two trainings share one memory: yours stands outside of the function, and not "
    "in `state`. The caller gives each training a dict of its own.",
    code="""
    averages = {}


    def rmsprop_step(parameters, state, lr, alpha, eps):
        with torch.no_grad():
            for i, p in enumerate(parameters):
                if p.grad is not None:
                    s = averages.get((i, p.shape), torch.zeros_like(p))
                    averages[i, p.shape] = s = alpha * s + (1 - alpha) * p.grad**2
                    p -= lr * p.grad / (s.sqrt() + eps)
    """,
)


wrong(
    "squares",
    "torch does it",
    fails=[
        "AdaGrad: the first step",
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the gradients after a step",
        "AdaGrad: the dtype of what is remembered",
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the gradients after a step",
        "RMSProp: the dtype of what is remembered",
    ],
    says="Your answer uses `optim`. This task asks you to write that part yourself.",
    code="""
    from torch import optim


    def adagrad_step(parameters, state, lr, eps):
        own = state.setdefault("own", optim.Adagrad(parameters, lr, eps=eps))
        own.param_groups[0]["lr"] = lr
        own.step()
    """,
)


wrong(
    "squares",
    "AdaGrad: a memory that outlives the training",
    fails=["AdaGrad: two trainings with a state each"],
    says="AdaGrad: a second training of the same parameters, with an empty `state`, goes on with "
    "the s of the first. Your memory stands outside of `state`.",
    code="""
    sums = {}


    def adagrad_step(parameters, state, lr, eps):
        with torch.no_grad():
            for p in parameters:
                if p.grad is not None:
                    sums[p] = s = sums.get(p, torch.zeros_like(p)) + p.grad**2
                    p -= lr * p.grad / (s.sqrt() + eps)
    """,
)


wrong(
    "squares",
    "RMSProp: a memory that outlives the training",
    fails=["RMSProp: two trainings with a state each"],
    says="RMSProp: a second training of the same parameters, with an empty `state`, goes on with "
    "the s of the first. Your memory stands outside of `state`.",
    code="""
    averages = {}


    def rmsprop_step(parameters, state, lr, alpha, eps):
        with torch.no_grad():
            for p in parameters:
                if p.grad is not None:
                    s = averages.get(p, torch.zeros_like(p))
                    averages[p] = s = alpha * s + (1 - alpha) * p.grad**2
                    p -= lr * p.grad / (s.sqrt() + eps)
    """,
)


@wrong(
    "squares",
    "RMSProp: centred",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: you subtract the square of the gradients' average from s. That is the centred "
    "form, which PyTorch takes with `centered=True`; here s is used as it is.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s, mean = state.get(p, (0.0, 0.0))
                s = alpha * s + (1 - alpha) * p.grad**2
                mean = alpha * mean + (1 - alpha) * p.grad
                state[p] = s, mean
                p -= lr * p.grad / ((s - mean**2).sqrt() + eps)


@alternative("squares", "RMSProp: all parameters at once")
def rmsprop_step(parameters, state, lr, alpha, eps):
    live = [p for p in parameters if p.grad is not None]
    for p in live:
        state.setdefault(p, torch.zeros_like(p))
    s, grads = [state[p] for p in live], [p.grad for p in live]
    with torch.no_grad():
        torch._foreach_mul_(s, alpha)
        torch._foreach_addcmul_(s, grads, grads, 1 - alpha)
        roots = torch._foreach_sqrt(s)
        torch._foreach_add_(roots, eps)
        torch._foreach_addcdiv_(live, grads, roots, -lr)


@alternative("squares", "in place, by place in the list")
def adagrad_step(parameters, state, lr, eps):
    for i, p in enumerate(parameters):
        if p.grad is None:
            continue
        s = state.setdefault(i, torch.zeros_like(p.data))
        s.addcmul_(p.grad, p.grad)
        p.data.addcdiv_(p.grad, s.sqrt().add_(eps), value=-lr)


@alternative("squares", "the root remembered")
def adagrad_step(parameters, state, lr, eps):
    roots = state.setdefault("roots", {})
    for p in parameters:
        if p.grad is not None:
            roots[p] = torch.hypot(roots.get(p, torch.zeros_like(p.data)), p.grad)
            with torch.no_grad():
                p.sub_(p.grad.div(roots[p] + eps) * lr)


@alternative("squares", "lerp")
@torch.no_grad()
def rmsprop_step(parameters, state, lr, alpha, eps):
    for p in parameters:
        if p.grad is None:
            continue
        if p not in state:
            state[p] = {"s": torch.zeros_like(p)}
        state[p]["s"].lerp_(p.grad.square(), 1 - alpha)
        p.copy_(p - lr * p.grad / (state[p]["s"] ** 0.5 + eps))


@alternative("squares", "s in two terms, the zeros never written down")
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if (grad := p.grad) is not None:
                new = (1 - alpha) * grad * grad
                state[id(p)] = new + alpha * state[id(p)] if id(p) in state else new
                p.add_(grad / (eps + torch.sqrt(state[id(p)])), alpha=-lr)


# 5. adam


@wrong(
    "adam",
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
    "adam",
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
    "adam",
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
    "adam",
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
    says="Adam: your ε stands inside the root, √(ŝ + ε). It is added to the root.",
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
    "adam",
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
    "adam",
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
    "adam",
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
    "adam",
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
    "adam",
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
    "adam",
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
    says="Adam: your t is 0 in the first step, and 1 − β⁰ = 0: you divide by zero and get `nan`. "
    "t is 1 in a parameter's first step.",
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
    "adam",
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
    "adam",
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
    "adam",
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
    "adam",
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
    "adam",
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
    "adam",
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
    "adam",
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
    "adam",
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
    "adam",
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
    "adam",
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
    "adam",
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
    "adam",
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
    "adam",
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
    "adam",
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
    "adam",
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
    "adam",
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
    "adam",
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
    "adam",
    "AdamW: gradients changed",
    fails=[
        "AdamW: the first step",
        "AdamW: 100 steps, the learning rate changing",
        "AdamW: a gradient that is None in between",
        "AdamW: two trainings with a state each",
        "AdamW: the gradients after a step",
        "AdamW: the dtype of what is remembered",
    ],
    says="AdamW: your step adds the decay to the gradients themselves, in place. They stay as they "
    "are, and the decay of AdamW does not go through them anyway.",
)
def adamw_step(parameters, state, lr, betas, eps, weight_decay):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p.grad.add_(p, alpha=weight_decay)
    adam_step(parameters, state, lr, betas, eps)


@wrong(
    "adam",
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
    "adam",
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
    "adam",
    "Adam: a memory that outlives the training",
    fails=["Adam: two trainings with a state each", "AdamW: two trainings with a state each"],
    says="Adam: a second training of the same parameters, with an empty `state`, goes on with the "
    "averages and the t of the first. Your memory stands outside of `state`.",
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
    "adam",
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


@alternative("adam", "in place, a list for each parameter")
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


@alternative("adam", "the weights counted along, not powers of t")
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


@alternative("adam", "the decay as a factor")
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


@alternative("adam", "decay and step at once, both from the old weights")
def adamw_step(parameters, state, lr, betas, eps, weight_decay):
    for p in parameters:
        if p.grad is None:
            continue
        m, s, t = state.get(id(p), (torch.zeros_like(p.data), torch.zeros_like(p.data), 0))
        m, s, t = m + (1 - betas[0]) * (p.grad - m), s + (1 - betas[1]) * (p.grad**2 - s), t + 1
        state[id(p)] = m, s, t
        step = m / (1 - betas[0] ** t) / ((s / (1 - betas[1] ** t)).sqrt() + eps)
        p.data = p.data - lr * (step + weight_decay * p.data)


# 6. my_adam


wrong(
    "my_adam",
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
    "my_adam",
    "t in the group",
    fails=["a gradient that is None in between"],
    says="Your t belongs to a group: it is saved, but it counts calls of `step`. A parameter that "
    "had no gradient in some of them has taken fewer steps; t belongs to the parameter.",
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
    "my_adam",
    "a memory of its own",
    fails=["resumed from its state_dict"],
    says="What you remember does not come through `state_dict()`: after loading, your optimizer "
    "begins anew. Keep it in `self.state[p]`, not in attributes of your own.",
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
    "my_adam",
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
    "my_adam",
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
    "my_adam",
    "only the first group",
    fails=["groups with settings of their own"],
    says="Only the parameters of the first group move. `self.param_groups` is a list of all "
    "groups.",
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
    "my_adam",
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
    "my_adam",
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
    "my_adam",
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
    says="Your ε stands inside the root, √(ŝ + ε). It is added to the root.",
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
    "my_adam",
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
    "my_adam",
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
    "my_adam",
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
    "my_adam",
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
    "my_adam",
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
    "my_adam",
    "a number returned",
    fails=["step with a closure, and without"],
    says="Your `step` makes a number of what the closure returns. It may return anything: give it "
    "back as it is.",
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
    "my_adam",
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
    "my_adam",
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
    "my_adam",
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
    "my_adam",
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
    "my_adam",
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
    "my_adam",
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
    "my_adam",
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
    "my_adam",
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
    "my_adam",
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
    "my_adam",
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
    "my_adam",
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
    "my_adam",
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
    "my_adam",
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
    "my_adam",
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
    "my_adam",
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
    says="No weight changes. Is there a line such as `p = p - …`? It makes a new tensor and gives "
    "it the name `p`, while the parameter is still the old one. Change the numbers inside it.",
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
    "my_adam",
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
    "my_adam",
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


alternative(
    "my_adam",
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
    "my_adam",
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


# 7. stability


@wrong(
    "stability",
    "1 over the largest eigenvalue",
    fails=[
        "a diagonal H",
        "any symmetric H",
        "the Hessian of a regression",
        "with momentum",
        "a negative eigenvalue",
        "flat directions",
    ],
    says="Your limit is (1 + μ)/λ. At lr = 1/λ the steepest direction arrives in a single step; it "
    "diverges only at twice that.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-9 * eigenvalues.abs().max().item()
    if eigenvalues[0] < -zero:
        return 0.0
    return math.inf if eigenvalues[-1] == 0 else (1 + momentum) / eigenvalues[-1].item()


@wrong(
    "stability",
    "the smallest eigenvalue",
    fails=[
        "a diagonal H",
        "any symmetric H",
        "the Hessian of a regression",
        "with momentum",
        "a negative eigenvalue",
    ],
    says="You take the limit of the flattest direction. There is one learning rate for all, and "
    "the steepest direction runs away first.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-9 * eigenvalues.abs().max().item()
    if eigenvalues[0] < -zero:
        return 0.0
    positive = eigenvalues[eigenvalues > zero]
    return 2 * (1 + momentum) / positive[0].item() if len(positive) else math.inf


@wrong(
    "stability",
    "the trace",
    fails=[
        "a diagonal H",
        "any symmetric H",
        "the Hessian of a regression",
        "with momentum",
        "a negative eigenvalue",
    ],
    says="You divide by the trace, the *sum* of all eigenvalues. That is safe, but not the limit: "
    "directions do not wait for each other.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-9 * eigenvalues.abs().max().item()
    if eigenvalues[0] < -zero:
        return 0.0
    return math.inf if eigenvalues[-1] == 0 else 2 * (1 + momentum) / H.trace().item()


@wrong(
    "stability",
    "the diagonal",
    fails=[
        "any symmetric H",
        "the Hessian of a regression",
        "with momentum",
        "a negative eigenvalue",
        "flat directions",
    ],
    says="You read the curvature off the diagonal of H. That is right only if H is diagonal: "
    "otherwise the steepest direction is none of the axes. Which numbers belong to H's own axes?",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-9 * eigenvalues.abs().max().item()
    if eigenvalues[0] < -zero:
        return 0.0
    largest = H.diagonal().max().item()
    return math.inf if largest == 0 else 2 * (1 + momentum) / largest


@wrong(
    "stability",
    "sizes of the eigenvalues",
    fails=["a negative eigenvalue"],
    says="You lose the sign of the eigenvalues (a norm, singular values, `abs`). Along a negative "
    "one the loss falls for ever: every learning rate above 0 leads away, and the result is 0.0.",
)
def largest_stable_lr(H, momentum=0.0):
    largest = torch.linalg.matrix_norm(H, ord=2).item()
    return math.inf if largest == 0 else 2 * (1 + momentum) / largest


@wrong(
    "stability",
    "only the largest eigenvalue",
    fails=["a negative eigenvalue"],
    says="You look at the largest eigenvalue alone. If another one is negative, this is a saddle, "
    "and every learning rate above 0 leads away from it: the result is 0.0.",
)
def largest_stable_lr(H, momentum=0.0):
    largest = torch.linalg.eigvalsh(H)[-1].item()
    if largest < 0:
        return 0.0
    return math.inf if largest == 0 else 2 * (1 + momentum) / largest


@wrong(
    "stability",
    "the Frobenius norm",
    fails=[
        "a diagonal H",
        "any symmetric H",
        "the Hessian of a regression",
        "with momentum",
        "a negative eigenvalue",
    ],
    says="You divide by the Frobenius norm, the root of the sum of all squares: larger than the "
    "largest eigenvalue as soon as there is a second one.",
)
def largest_stable_lr(H, momentum=0.0):
    smallest = torch.linalg.eigvalsh(H)[0].item()
    norm = torch.linalg.norm(H).item()
    if smallest < -1e-9 * norm:
        return 0.0
    return math.inf if norm == 0 else 2 * (1 + momentum) / norm


@wrong(
    "stability",
    "momentum ignored",
    fails=["with momentum"],
    says="Your limit is 2/λ whatever the momentum. With PyTorch's momentum it is 2(1 + μ)/λ: a "
    "memory damps the zigzag.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-9 * eigenvalues.abs().max().item()
    if eigenvalues[0] < -zero:
        return 0.0
    return math.inf if eigenvalues[-1] == 0 else 2 / eigenvalues[-1].item()


@wrong(
    "stability",
    "momentum narrows",
    fails=["with momentum"],
    says="With momentum your limit is 2(1 − μ)/λ. In a long valley momentum goes as if lr were "
    "1/(1 − μ) times as large, but across the valley it damps: the limit becomes *larger*.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-9 * eigenvalues.abs().max().item()
    if eigenvalues[0] < -zero:
        return 0.0
    return math.inf if eigenvalues[-1] == 0 else 2 * (1 - momentum) / eigenvalues[-1].item()


@wrong(
    "stability",
    "a tensor",
    fails=[
        "a diagonal H",
        "any symmetric H",
        "the Hessian of a regression",
        "with momentum",
        "a negative eigenvalue",
        "flat directions",
    ],
    says="Your result is a tensor, and a Python `float` is asked for: `.item()` gives it.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-9 * eigenvalues.abs().max()
    if eigenvalues[0] < -zero:
        return torch.tensor(0.0)
    return 2 * (1 + momentum) / eigenvalues[-1]


@wrong(
    "stability",
    "rounding taken for a saddle",
    fails=["flat directions"],
    says="A direction without any curvature is taken for a saddle: its computed eigenvalue is a "
    "tiny negative number, from rounding. Compare with the size of the others, and not with 0.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    if eigenvalues[0] < 0:
        return 0.0
    return math.inf if eigenvalues[-1] == 0 else 2 * (1 + momentum) / eigenvalues[-1].item()


@wrong(
    "stability",
    "flat taken for a saddle",
    fails=["flat directions"],
    says="You take a direction without curvature for one that leads away. Nothing moves along it, "
    "so it sets no limit; only a *negative* eigenvalue makes the result 0.0.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-9 * eigenvalues.abs().max().item()
    if eigenvalues[0] <= zero:
        return 0.0
    return 2 * (1 + momentum) / eigenvalues[-1].item()


@wrong(
    "stability",
    "division by zero",
    fails=["flat directions"],
    says="If H is 0 you divide by zero. Without any curvature nothing limits the learning rate: "
    "return `math.inf`.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-9 * eigenvalues.abs().max().item()
    if eigenvalues[0] < -zero:
        return 0.0
    return 2 * (1 + momentum) / eigenvalues[-1].item()


@wrong(
    "stability",
    "one threshold for all sizes",
    fails=["a negative eigenvalue", "flat directions"],
    says="For a loss that is tiny everywhere you count all eigenvalues as 0. What is 0 is seen by "
    "comparison with the largest of them, whatever the loss was multiplied by.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    if eigenvalues[0] < -1e-9:
        return 0.0
    if eigenvalues[-1] < 1e-9:
        return math.inf
    return 2 * (1 + momentum) / eigenvalues[-1].item()


@wrong(
    "stability",
    "slightly negative taken for flat",
    fails=["a negative eigenvalue"],
    says="You count a direction as flat that leads away, only slowly: a negative eigenvalue may be "
    "small. Your bound for what is 0 is far above 10⁻⁹ times the largest.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-4 * eigenvalues.abs().max().item()
    if eigenvalues[0] < -zero:
        return 0.0
    if eigenvalues[-1] == 0:
        return math.inf
    return 2 * (1 + momentum) / eigenvalues[-1].item()


@wrong(
    "stability",
    "Nesterov's limit",
    fails=["with momentum"],
    says="You divide by 1 + 2μ as well: that is the limit with `nesterov=True`. It is asked for "
    "plain momentum, which widens the range.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-9 * eigenvalues.abs().max().item()
    if eigenvalues[0] < -zero:
        return 0.0
    if eigenvalues[-1] == 0:
        return math.inf
    return 2 * (1 + momentum) / (1 + 2 * momentum) / eigenvalues[-1].item()


@wrong(
    "stability",
    "the best learning rate",
    fails=[
        "a diagonal H",
        "any symmetric H",
        "the Hessian of a regression",
        "with momentum",
        "a negative eigenvalue",
        "flat directions",
    ],
    says="You divide by the sum of the smallest and the largest eigenvalue: that is the *best* "
    "learning rate of plain descent, not the largest stable one.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-9 * eigenvalues.abs().max().item()
    if eigenvalues[0] < -zero:
        return 0.0
    if eigenvalues[-1] == 0:
        return math.inf
    return 2 * (1 + momentum) / (eigenvalues[0] + eigenvalues[-1]).item()


@alternative("stability", "eigenvalues of any matrix")
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvals(H).real.tolist()
    size = max(abs(value) for value in eigenvalues)
    if min(eigenvalues) < -1e-9 * size:
        return 0.0
    return (2 + 2 * momentum) / max(eigenvalues) if size else float("inf")


@alternative("stability", "the limits of all directions")
def largest_stable_lr(H, momentum=0.0):
    eigenvalues, _ = torch.linalg.eigh(H)
    limits = [math.inf]
    for value in eigenvalues.tolist():
        if value > 1e-9 * eigenvalues.abs().max().item():
            limits.append(2 * (1 + momentum) / value)
        elif value < -1e-9 * eigenvalues.abs().max().item():
            limits.append(0.0)
    return min(limits)


@alternative("stability", "NumPy, and H shifted to find the smallest")
def largest_stable_lr(H, momentum=0.0):
    import numpy as np

    matrix = H.numpy()
    size = np.linalg.norm(matrix, 2)
    if size == 0:
        return math.inf
    largest = np.linalg.norm(matrix + size * np.eye(len(matrix)), 2) - size
    smallest = size - np.linalg.norm(size * np.eye(len(matrix)) - matrix, 2)
    return 0.0 if smallest < -1e-9 * size else float(2 * (1 + momentum) / largest)


# 8. detective


@wrong(
    "detective",
    "always Adam",
    fails=["SGD", "Momentum", "AdaGrad", "RMSProp", "Adam"],
    says="You find Adam everywhere. Look at the steps, divided by their gradients. If you do: is "
    "each step divided by its *own* gradient? Step number k used `gradients[k]`, and with another "
    "one every optimizer seems to remember something.",
)
def name_optimizer(weights, gradients):
    return "Adam"


@wrong(
    "detective",
    "a power of ten",
    fails=["AdaGrad", "RMSProp", "Adam"],
    says="You look for learning rates such as 0.1 or 0.01 in the first step. The learning rate may "
    "be any number, so one step's size alone does not tell who divides by what.",
)
def name_optimizer(weights, gradients):
    steps = weights[1:] - weights[:-1]
    ratio = -steps / gradients
    if torch.allclose(ratio, ratio[0, 0], rtol=1e-6, atol=0.0):
        return "SGD"
    if torch.allclose(ratio[0], ratio[0, 0], rtol=1e-6, atol=0.0):
        return "Momentum"
    size = steps[0, 0].abs().item()
    if not any(math.isclose(size, lr, rel_tol=1e-6) for lr in (0.1, 0.01, 0.001)):
        return "RMSProp"
    return "Adam" if (ratio < 0).any() else "AdaGrad"


@wrong(
    "detective",
    "always SGD",
    fails=["SGD", "Momentum", "AdaGrad", "RMSProp", "Adam"],
    says="You find SGD everywhere. With SGD the step is the same multiple of the gradient each "
    "time, in all elements. Is it?",
)
def name_optimizer(weights, gradients):
    return "SGD"


@wrong(
    "detective",
    "exactly equal",
    fails=["SGD", "Momentum"],
    says="You compare with `==`, and rounding makes the same number come out a little different "
    "each time. So even SGD's ratios are not all equal: compare with a tolerance.",
)
def name_optimizer(weights, gradients):
    steps = weights[1:] - weights[:-1]
    ratio = -steps / gradients
    if (ratio == ratio[0, 0]).all():
        return "SGD"
    if torch.allclose(ratio[0], ratio[0, 0], rtol=1e-6, atol=0.0):
        return "Momentum"
    if (ratio < 0).any():
        return "Adam"
    if (ratio[1:] <= (1 + 1e-6) * ratio[:-1]).all():
        return "AdaGrad"
    return "RMSProp"


@wrong(
    "detective",
    "only the first step",
    fails=["SGD", "Momentum"],
    says="You look at the first step only. There SGD and Momentum are alike, since the first v is "
    "the gradient: what Momentum remembers shows from the second step on.",
)
def name_optimizer(weights, gradients):
    steps = weights[1:] - weights[:-1]
    ratio = -steps / gradients
    if torch.allclose(ratio[0], ratio[0, 0], rtol=1e-6, atol=0.0):
        return "SGD"
    if (ratio < 0).any():
        return "Adam"
    if (ratio[1:] <= (1 + 1e-6) * ratio[:-1]).all():
        return "AdaGrad"
    return "RMSProp"


@wrong(
    "detective",
    "against the gradient: Momentum",
    fails=["Momentum", "Adam"],
    says="You call everything Momentum that sometimes steps along the gradient's sign. Adam does "
    "that too, as it remembers directions. Their first steps tell them apart.",
)
def name_optimizer(weights, gradients):
    steps = weights[1:] - weights[:-1]
    ratio = -steps / gradients
    if torch.allclose(ratio, ratio[0, 0], rtol=1e-6, atol=0.0):
        return "SGD"
    if (ratio < 0).any():
        return "Momentum"
    if (ratio[1:] <= (1 + 1e-6) * ratio[:-1]).all():
        return "AdaGrad"
    return "RMSProp"


@wrong(
    "detective",
    "against the gradient: Adam",
    fails=["Momentum", "Adam"],
    says="You call everything Adam that sometimes steps along the gradient's sign. Momentum does "
    "that too. Their first steps tell them apart.",
)
def name_optimizer(weights, gradients):
    steps = weights[1:] - weights[:-1]
    ratio = -steps / gradients
    if torch.allclose(ratio, ratio[0, 0], rtol=1e-6, atol=0.0):
        return "SGD"
    if (ratio < 0).any():
        return "Adam"
    if (ratio[1:] <= (1 + 1e-6) * ratio[:-1]).all():
        return "AdaGrad"
    return "RMSProp"


@wrong(
    "detective",
    "no AdaGrad",
    fails=["AdaGrad", "RMSProp"],
    says="You take AdaGrad for RMSProp. Both divide by a root of squares, but AdaGrad's sum can "
    "only grow. What can its ratio never do?",
)
def name_optimizer(weights, gradients):
    steps = weights[1:] - weights[:-1]
    ratio = -steps / gradients
    if torch.allclose(ratio, ratio[0, 0], rtol=1e-6, atol=0.0):
        return "SGD"
    if torch.allclose(ratio[0], ratio[0, 0], rtol=1e-6, atol=0.0):
        return "Momentum"
    return "Adam" if (ratio < 0).any() else "RMSProp"


@wrong(
    "detective",
    "no RMSProp",
    fails=["AdaGrad", "RMSProp"],
    says="You take RMSProp for AdaGrad. RMSProp forgets, so its ratio also grows again where "
    "gradients become smaller.",
)
def name_optimizer(weights, gradients):
    steps = weights[1:] - weights[:-1]
    ratio = -steps / gradients
    if torch.allclose(ratio, ratio[0, 0], rtol=1e-6, atol=0.0):
        return "SGD"
    if torch.allclose(ratio[0], ratio[0, 0], rtol=1e-6, atol=0.0):
        return "Momentum"
    return "Adam" if (ratio < 0).any() else "AdaGrad"


@wrong(
    "detective",
    "no Adam",
    fails=["RMSProp", "Adam"],
    says="You take Adam for RMSProp: its ratio also rises and falls. But RMSProp divides this "
    "gradient, so its step always goes against this gradient's sign. Does every step here?",
)
def name_optimizer(weights, gradients):
    steps = weights[1:] - weights[:-1]
    ratio = -steps / gradients
    if torch.allclose(ratio, ratio[0, 0], rtol=1e-6, atol=0.0):
        return "SGD"
    if torch.allclose(ratio[0], ratio[0, 0], rtol=1e-6, atol=0.0):
        return "Momentum"
    if (ratio[1:] <= (1 + 1e-6) * ratio[:-1]).all():
        return "AdaGrad"
    return "RMSProp"


@wrong(
    "detective",
    "small letters",
    fails=["SGD", "Momentum", "AdaGrad", "RMSProp", "Adam"],
    says="The names are written as in the text: `SGD`, `Momentum`, `AdaGrad`, `RMSProp`, `Adam`.",
)
def name_optimizer(weights, gradients):
    steps = weights[1:] - weights[:-1]
    ratio = -steps / gradients
    if torch.allclose(ratio, ratio[0, 0], rtol=1e-6, atol=0.0):
        return "sgd"
    if torch.allclose(ratio[0], ratio[0, 0], rtol=1e-6, atol=0.0):
        return "momentum"
    if (ratio < 0).any():
        return "adam"
    return "adagrad" if (ratio[1:] <= (1 + 1e-6) * ratio[:-1]).all() else "rmsprop"


@alternative("detective", "sizes of the first step first")
def name_optimizer(weights, gradients):
    steps = weights.diff(dim=0)
    sizes = steps[0].abs()
    if sizes.max() < 1.00001 * sizes.min():
        against = steps.sign() == -gradients.sign()
        if not against.all():
            return "Adam"
        denominators = (gradients / steps).abs()
        grows = denominators.diff(dim=0) > -1e-6 * denominators[1:]
        return "AdaGrad" if grows.all() else "RMSProp"
    rate = -steps[0, 0] / gradients[0, 0]
    return "SGD" if torch.allclose(steps, -rate * gradients, rtol=1e-5) else "Momentum"


@alternative("detective", "rules replayed")
def name_optimizer(weights, gradients):
    steps = weights[1:] - weights[:-1]
    rate = -(steps[0] / gradients[0]).mean()
    if torch.allclose(steps, -rate * gradients, rtol=1e-5):
        return "SGD"
    v = -steps / rate
    mu = (v[1] - gradients[1]) / v[0]
    if torch.allclose(mu, mu.mean(), rtol=1e-3):
        return "Momentum"
    size = steps[0].abs().mean()
    if torch.allclose(steps, -size * gradients / (gradients**2).cumsum(0).sqrt(), rtol=1e-5):
        return "AdaGrad"
    return "RMSProp" if (steps * gradients < 0).all() else "Adam"


@alternative("detective", "with loops over the elements")
def name_optimizer(weights, gradients):
    count, width = gradients.shape
    columns = [
        [((weights[k] - weights[k + 1])[j] / gradients[k, j]).item() for k in range(count)]
        for j in range(width)
    ]
    lr = columns[0][0]
    if all(abs(column[0] - lr) < 1e-6 * abs(lr) for column in columns):
        same = all(abs(r - lr) < 1e-6 * abs(lr) for column in columns for r in column)
        return "SGD" if same else "Momentum"
    if any(r < 0 for column in columns for r in column):
        return "Adam"
    rises = any(b > a * (1 + 1e-6) for column in columns for a, b in zip(column, column[1:]))
    return "RMSProp" if rises else "AdaGrad"


# 9. find_the_bug


wrong(
    "find_the_bug",
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
    "find_the_bug",
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
    "find_the_bug",
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
    "find_the_bug",
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
    "find_the_bug",
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
    "find_the_bug",
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
    "find_the_bug",
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
    "find_the_bug",
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
    "find_the_bug",
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
    "find_the_bug",
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
    "find_the_bug",
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


@wrong(
    "find_the_bug",
    "1: gradients cleared",
    fails=["optimizer 1"],
    says="Optimizer 1: after your step the gradients are gone. That hides the mistake: the buffer "
    "must be a tensor of its own, and clearing gradients is the caller's business.",
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
    "find_the_bug",
    "torch does it",
    fails=["optimizer 1", "optimizer 2", "optimizer 3"],
    says="Your answer uses `optim`. This task asks you to write that part yourself.",
    code="""
    class Repaired1(torch.optim.SGD):
        pass
    """,
)

alternative(
    "find_the_bug",
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
    "find_the_bug",
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
    "find_the_bug",
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
