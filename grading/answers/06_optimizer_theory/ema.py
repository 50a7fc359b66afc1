"""Wrong and alternative answers to ema (read by grading.bank)."""

import math

import torch

from grading.bank import alternative, wrong


@wrong(
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
    "values overwritten",
    fails=[
        "the average",
        "the corrected average",
        "a constant signal in float32",
        "β = 0, and no values at all",
    ],
    says="Your function writes the averages into `values`, or returns `values` itself. Whoever "
    "called it still needs them as they were: make a new tensor.",
)
def ema(values, beta):
    m = 0.0
    for index in range(len(values)):
        m = beta * m + (1 - beta) * values[index].item()
        values[index] = m
    return values


@wrong(
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
    "exponent t - 1",
    fails=["the corrected average", "a constant signal in float32", "β = 0, and no values at all"],
    says="Your correction divides by 1 − β^(t−1): `enumerate` counts from 0, and t counts from 1. "
    "At the first value that is a division by 0.",
)
def corrected_ema(values, beta):
    t = torch.arange(len(values), dtype=values.dtype)
    return ema(values, beta) / (1 - beta**t)


@wrong(
    "exponent t + 1",
    fails=["the corrected average", "a constant signal in float32"],
    says="Your correction divides by 1 − β^(t+1): t is one too large. At the first value, t is 1 "
    "and the corrected average is the value itself.",
)
def corrected_ema(values, beta):
    t = torch.arange(2, len(values) + 2, dtype=values.dtype)
    return ema(values, beta) / (1 - beta**t)


@wrong(
    "no brackets around t + 1",
    fails=[
        "the corrected average",
        "a constant signal in float32",
        "β = 0, and no values at all",
    ],
    says="Your correction divides by 1 − βᵗ⁻¹ + 1: a power is taken before a sum. Which brackets "
    "make the exponent one larger?",
)
def corrected_ema(values, beta):
    averages = ema(values, beta)
    for i in range(len(values)):
        averages[i] /= 1 - beta**i + 1
    return averages


@wrong(
    "not corrected",
    fails=["the corrected average", "a constant signal in float32"],
    says="Your corrected average still has its bias: a signal that is constant should have this "
    "constant as its average, from the first step on.",
)
def corrected_ema(values, beta):
    return ema(values, beta)


@wrong(
    "corrected for ever",
    fails=["the corrected average", "a constant signal in float32"],
    says="You divide by 1 − β at every step. That is right for the first one only: the bias "
    "fades out, and so must the correction.",
)
def corrected_ema(values, beta):
    return ema(values, beta) / (1 - beta)


@wrong(
    "multiplied",
    fails=["the corrected average", "a constant signal in float32"],
    says="Your correction multiplies by 1 − βᵗ, so the average is too small twice over. The "
    "weights sum to 1 − βᵗ; by what does one make them sum to 1?",
)
def corrected_ema(values, beta):
    t = torch.arange(1, len(values) + 1, dtype=values.dtype)
    return ema(values, beta) * (1 - beta**t)


@wrong(
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
    "corrected by the last",
    fails=["the corrected average"],
    says="You divide all averages by one number, the 1 − βᵗ of the last step. Each has a t of "
    "its own: the weights in the first one sum to 1 − β only.",
)
def corrected_ema(values, beta):
    return ema(values, beta) / (1 - beta ** len(values))


@wrong(
    "steps: rounded",
    fails=["steps until the weights are there"],
    says="`steps_until` is sometimes one too small: you round to the *nearest* number of "
    "steps, where the weights may not yet sum to `share`.",
)
def steps_until(beta, share):
    return 1 if beta == 0 else max(1, round(math.log(1 - share) / math.log(beta)))


@wrong(
    "steps: one too few",
    fails=["steps until the weights are there"],
    says="`steps_until` is one too small: after that many steps the weights do not yet sum to "
    "`share`. Logarithms give a number with a fraction; which way is it rounded?",
)
def steps_until(beta, share):
    return 1 if beta == 0 else max(1, math.floor(math.log(1 - share) / math.log(beta)))


@wrong(
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
    "steps: 1 over (1 - beta)",
    fails=["steps until the weights are there"],
    says="`steps_until` returns 1/(1 − β). That is the rule of thumb for how far the average "
    "looks back, where the weights sum to about 0.63; here `share` says how much is asked for.",
)
def steps_until(beta, share):
    return round(1 / (1 - beta))


@wrong(
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
    "steps: logarithm of 0",
    fails=["steps until the weights are there"],
    says="`steps_until` fails at β = 0, where the logarithm does not exist. Such an average is "
    "the last value alone: its weights sum to 1 after one step.",
)
def steps_until(beta, share):
    return max(1, math.ceil(math.log(1 - share) / math.log(beta)))


@wrong(
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


@wrong(
    "the same tensor for all steps",
    fails=["the average", "the corrected average", "β = 0, and no values at all"],
    says="Every one of your averages is the last one: m is changed in place, and your list holds "
    "this one tensor many times. Store its number, or make a new m in each step.",
)
def ema(values, beta):
    averages, m = [], torch.zeros((), dtype=values.dtype)
    for value in values:
        m.mul_(beta).add_((1 - beta) * value)
        averages.append(m)
    return torch.stack(averages) if averages else values.clone()


@wrong(
    "the first value left out",
    fails=[
        "the average",
        "the corrected average",
        "a constant signal in float32",
        "β = 0, and no values at all",
    ],
    says="Your first average is 0, as if the first value were not there. The 0 is m₀, which comes "
    "before all values; m₁ already has x₁ in it.",
)
def ema(values, beta):
    averages = torch.zeros_like(values)
    for index in range(1, len(values)):
        averages[index] = beta * averages[index - 1] + (1 - beta) * values[index]
    return averages


@wrong(
    "steps: counted from 0",
    fails=["steps until the weights are there"],
    says="`steps_until` is one too small everywhere, and 0 at β = 0: you count from 0. After the "
    "first value, t is 1.",
)
def steps_until(beta, share):
    total = 0.0
    for t in range(100_000):
        total += (1 - beta) * beta**t
        if total >= share:
            return t


@wrong(
    "memory that nobody wrote",
    fails=[
        "the average",
        "the corrected average",
        "a constant signal in float32",
        "β = 0, and no values at all",
    ],
    says="You use a number before it is written: with i = 0, `averages[i - 1]` is the *last* of "
    "the new tensor, and `torch.empty` gives memory with whatever is in it, here nan. m₀ is 0.",
)
def ema(values, beta):
    averages = torch.empty_like(values)
    for i, value in enumerate(values):
        averages[i] = beta * averages[i - 1] + (1 - beta) * value
    return averages


@wrong(
    "1 and β apart, before x",
    fails=[
        "the average",
        "the corrected average",
        "a constant signal in float32",
        "β = 0, and no values at all",
    ],
    says="The factor 1 − β before x needs brackets: `beta * m + 1 - beta * x` adds 1 and takes β·x "
    "away.",
)
def ema(values, beta):
    averages, m = torch.empty_like(values), 0.0
    for index, value in enumerate(values):
        m = beta * m + 1 - beta * value
        averages[index] = m
    return averages


@wrong(
    "1 and βᵗ apart",
    fails=["the corrected average", "a constant signal in float32"],
    says="What you divide by needs brackets: `m / 1 - beta**t` divides by 1, and then takes βᵗ "
    "away.",
)
def corrected_ema(values, beta):
    t = torch.arange(1, len(values) + 1, dtype=values.dtype)
    return ema(values, beta) / 1 - beta**t


@wrong(
    "the power of 1 − β",
    fails=["the corrected average", "a constant signal in float32"],
    says="You divide by (1 − β)ᵗ, and 1 − βᵗ is asked for: only β is taken to the power of t. With "
    "t, yours goes to 0, and the sum of the weights to 1.",
)
def corrected_ema(values, beta):
    t = torch.arange(1, len(values) + 1, dtype=values.dtype)
    return ema(values, beta) / (1 - beta) ** t


@alternative("weights in closed form")
def ema(values, beta):
    age = torch.arange(len(values))
    lag = age[:, None] - age[None, :]
    weights = torch.where(lag >= 0, float(beta) ** lag.clamp(min=0).double(), 0.0)
    return ((1 - beta) * weights @ values.double()).to(values.dtype)


@alternative("corrected within one loop")
def corrected_ema(values, beta):
    averages, m, weight = [], torch.zeros((), dtype=values.dtype), 0.0
    for value in values:
        m = m + (1 - beta) * (value - m)
        weight = beta * weight + (1 - beta)
        averages.append(m / weight)
    return torch.stack(averages) if averages else values.clone()


@alternative("powers with Python's numbers")
def steps_until(beta, share):
    t = 1
    while 1 - beta**t < share:
        t += 1
    return t


@alternative("logarithms")
def steps_until(beta, share):
    if beta == 0:
        return 1
    return max(1, math.ceil(math.log(1 - share) / math.log(beta)))
