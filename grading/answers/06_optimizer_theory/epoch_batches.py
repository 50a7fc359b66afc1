"""Wrong and alternative answers to epoch_batches (read by grading.bank)."""

import math

import torch

from grading.bank import alternative, wrong


@wrong(
    "not shuffled",
    fails=["a new order in each epoch", "the generator alone decides"],
    says="Your batches come in the order of the data, epoch after epoch. Data are often sorted in "
    "some way, and then each batch speaks for one corner only. Draw a new order in each call.",
)
def epoch_batches(n, batch_size, generator):
    return list(torch.arange(n).split(batch_size))


@wrong(
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
    "with replacement",
    fails=["every sample once in an epoch"],
    says="Some samples come twice in your epoch and others not at all: each index, or each batch, "
    "is drawn from all samples anew, as if they were put back. An epoch takes every sample exactly "
    "once: draw *one* order for all of it.",
)
def epoch_batches(n, batch_size, generator):
    return list(torch.randint(n, (n,), generator=generator).split(batch_size))


@wrong(
    "seeds anew",
    fails=["a new order in each epoch", "the generator alone decides"],
    says="Every epoch has the same order, whatever the generator: your function seeds something, "
    "makes a generator of its own, or keeps an order. Seeding is the caller's business; just draw "
    "from `generator`, and it moves on.",
)
def epoch_batches(n, batch_size, generator):
    generator.manual_seed(0)
    return list(torch.randperm(n, generator=generator).split(batch_size))


@wrong(
    "torch's own random state",
    fails=["the generator alone decides"],
    says="The order is drawn from torch's own random state, not from `generator`: the same "
    "generator gives other batches each time, and every other random number of the program is "
    "moved along. `randperm` takes the generator as an argument.",
)
def epoch_batches(n, batch_size, generator):
    return list(torch.randperm(n).split(batch_size))


@wrong(
    "batches shuffled, not samples",
    fails=["the sizes of the batches", "a new order in each epoch"],
    says="The same samples always come together: you shuffle whole batches, not samples. Then "
    "an epoch only ever sees the same few averages. First shuffle the samples, then cut.",
)
def epoch_batches(n, batch_size, generator):
    batches = torch.arange(n).split(batch_size)
    return [batches[i] for i in torch.randperm(len(batches), generator=generator)]


@wrong(
    "shuffled within a batch",
    fails=["a new order in each epoch"],
    says="The same samples always come together: you shuffle within each batch, after cutting. "
    "The sum over a batch does not see that at all. First shuffle, then cut.",
)
def epoch_batches(n, batch_size, generator):
    batches = torch.arange(n).split(batch_size)
    return [b[torch.randperm(len(b), generator=generator)] for b in batches]


@wrong(
    "lists",
    fails=["the sizes of the batches"],
    says="Your batches are no tensors. A tensor of dtype `int64` is asked for, with which one "
    "can index any other tensor, on any device.",
)
def epoch_batches(n, batch_size, generator):
    order = torch.randperm(n, generator=generator).tolist()
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


@wrong(
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
    "an empty batch",
    fails=["all at once, one at a time, a batch size too large"],
    says="Where the batch size divides n, an empty batch comes last. The mean over no samples is "
    "`nan`, and one such batch spoils all weights. Where does the last batch begin?",
)
def epoch_batches(n, batch_size, generator):
    order = torch.randperm(n, generator=generator)
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(n // batch_size + 1)]


@wrong(
    "last batch filled up",
    fails=[
        "the sizes of the batches",
        "every sample once in an epoch",
        "all at once, one at a time, a batch size too large",
    ],
    says="Your last batch is as large as the others, so that some samples count twice in this "
    "epoch. It may simply be smaller.",
)
def epoch_batches(n, batch_size, generator):
    order = torch.randperm(n, generator=generator)
    starts = range(0, n, batch_size)
    return [order[torch.arange(start, start + batch_size) % n] for start in starts]


@wrong(
    "batch_size batches",
    fails=["the sizes of the batches", "all at once, one at a time, a batch size too large"],
    says="You make `batch_size` batches. It is the number of samples in a batch, not the number "
    "of batches: `chunk` and `split` are easily confused.",
)
def epoch_batches(n, batch_size, generator):
    return list(torch.randperm(n, generator=generator).chunk(batch_size))


@wrong(
    "counts from 1",
    fails=["every sample once in an epoch"],
    says="Your indices are not those from 0 to n − 1. In Python the first sample has the index 0, "
    "and index n is out of range.",
)
def epoch_batches(n, batch_size, generator):
    return list((1 + torch.randperm(n, generator=generator)).split(batch_size))


@wrong(
    "int32",
    fails=["the sizes of the batches"],
    says="Your indices have another dtype than `int64`, which is what torch's own functions use "
    "for indices.",
)
def epoch_batches(n, batch_size, generator):
    return list(torch.randperm(n, generator=generator, dtype=torch.int32).split(batch_size))


@wrong(
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
    "as even as possible",
    fails=["the sizes of the batches"],
    says="Your batches are made as even as possible: `chunk` is told how *many* parts there are, "
    "and chooses their size. Here the size is given, and only the last batch may be smaller.",
)
def epoch_batches(n, batch_size, generator):
    order = torch.randperm(n, generator=generator)
    return list(order.chunk(math.ceil(n / batch_size)))


wrong(
    "Python's own random",
    fails=["the generator alone decides"],
    says="The order does not depend on `generator`: the same state gives other batches each time. "
    "Python's `random` and NumPy have states of their own; which function of torch takes a "
    "generator?",
    code="""
    import random


    def epoch_batches(n, batch_size, generator):
        order = list(range(n))
        random.shuffle(order)
        return list(torch.tensor(order).split(batch_size))
    """,
)


wrong(
    "the seed it began with",
    fails=["a new order in each epoch"],
    says="Every epoch of a generator has the same order: you go back to the seed that it began "
    "with, work with a copy of it, or keep an order. Draw from the generator itself; it moves on.",
    code="""
    import random


    def epoch_batches(n, batch_size, generator):
        order = list(range(n))
        random.Random(generator.initial_seed()).shuffle(order)
        return list(torch.tensor(order).split(batch_size))
    """,
)


@wrong(
    "torch's own state changed as well",
    fails=["the generator alone decides"],
    says="The batches come from `generator`, and yet your function changes torch's own random "
    "state: it seeds or sets it, or draws from it. Everything else in the program that is random "
    "depends on that one.",
)
def epoch_batches(n, batch_size, generator):
    torch.manual_seed(0)
    return list(torch.randperm(n, generator=generator).split(batch_size))


@wrong(
    "an order, no batches",
    fails=[
        "the sizes of the batches",
        "a new order in each epoch",
        "all at once, one at a time, a batch size too large",
    ],
    says="You return the order as it is, so that going through it gives single indices. It still "
    "has to be cut into batches.",
)
def epoch_batches(n, batch_size, generator):
    return torch.randperm(n, generator=generator)


@wrong(
    "nothing returned",
    fails=[
        "the sizes of the batches",
        "every sample once in an epoch",
        "a new order in each epoch",
        "the generator alone decides",
        "all at once, one at a time, a batch size too large",
    ],
    says="What should be a list of batches is `None`: is a `return` missing at the end of your "
    "function?",
)
def epoch_batches(n, batch_size, generator):
    batches = []
    order = torch.randperm(n, generator=generator)
    for start in range(0, n, batch_size):
        batches.append(order[start : start + batch_size])


@wrong(
    "batches of one without a dimension",
    fails=["all at once, one at a time, a batch size too large"],
    says="A batch of one sample has no dimension with you: a single number is no batch, and "
    "`x[batch]` loses a dimension too. `squeeze` takes away every dimension of size 1.",
)
def epoch_batches(n, batch_size, generator):
    order = torch.randperm(n, generator=generator)
    return [batch.squeeze() for batch in order.split(batch_size)]


@wrong(
    "one sample not shuffled",
    fails=["a new order in each epoch"],
    says="One sample has the same place in each epoch: your shuffle begins too late or ends too "
    "early, and leaves it out.",
)
def epoch_batches(n, batch_size, generator):
    others = 1 + torch.randperm(n - 1, generator=generator)
    return list(torch.cat([torch.tensor([0]), others]).split(batch_size))


@alternative("slices")
def epoch_batches(n, batch_size, generator):
    order = torch.randperm(n, generator=generator)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


@alternative("sorted random numbers, as a tuple")
def epoch_batches(n, batch_size, generator):
    return torch.rand(n, generator=generator).argsort().split(batch_size)


@alternative("shuffled by hand")
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


@alternative("a generator function")
def epoch_batches(n, batch_size, generator):
    order = torch.randperm(n, generator=generator)
    while len(order):
        yield order[:batch_size]
        order = order[batch_size:]
