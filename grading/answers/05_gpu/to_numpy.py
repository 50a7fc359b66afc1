"""Wrong and alternative answers to to_numpy (read by grading.bank)."""

import torch

from grading.bank import alternative, wrong


@wrong(
    "numpy alone",
    fails=[
        "a tensor that requires a gradient",
        "a tensor on the accelerator",
        "one that requires a gradient, on the accelerator",
        "changing one of the two afterwards",
        "what autograd knows of the tensor",
        "a bfloat16 tensor",
    ],
    says="Neither `.numpy()` nor NumPy itself takes a tensor that requires a gradient, one on "
    "another device, or one of a dtype that NumPy lacks; and `.numpy()` makes no copy. Each of the "
    "four wants a step of its own, and its result has to be kept: `detach()` and `cpu()` alone "
    "change nothing.",
)
def to_numpy(tensor):
    return tensor.numpy()


@wrong(
    "cpu forgotten",
    fails=[
        "a tensor on the accelerator",
        "one that requires a gradient, on the accelerator",
        "a bfloat16 tensor",
    ],
    says="NumPy can't read the memory of a device. The message says what to call first: "
    "`Tensor.cpu()`. Call it in every case, and not only for CUDA: for a tensor on the CPU it "
    "costs nothing.",
)
def to_numpy(tensor):
    tensor = tensor.detach()
    if tensor.device.type == "cuda":
        tensor = tensor.cpu()
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.float()
    return tensor.numpy().copy()


@wrong(
    "detach forgotten",
    fails=[
        "a tensor that requires a gradient",
        "one that requires a gradient, on the accelerator",
        "changing one of the two afterwards",
        "what autograd knows of the tensor",
        "a bfloat16 tensor",
    ],
    says="This tensor requires a gradient, and NumPy would change its numbers unseen by autograd. "
    "So `.numpy()` refuses; `.detach()` gives the same numbers without the history.",
)
def to_numpy(tensor):
    tensor = tensor.cpu()
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.float()
    return tensor.numpy().copy()


@wrong(
    "detach taken for a copy",
    fails=[
        "changing one of the two afterwards",
    ],
    says="Array and tensor share one memory: changing one changes the other. Neither `detach()` "
    "nor `.data` is a copy, of whatever depth; nor is `cpu()` for a tensor that is on the CPU, "
    "nor `.numpy()`. Make a copy.",
)
def to_numpy(tensor):
    tensor = tensor.detach().cpu()
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.float()
    return tensor.numpy()


@wrong(
    "numpy before cpu",
    fails=[
        "a tensor on the CPU",
        "a tensor that requires a gradient",
        "a tensor on the accelerator",
        "one that requires a gradient, on the accelerator",
        "changing one of the two afterwards",
        "what autograd knows of the tensor",
        "a bfloat16 tensor",
    ],
    says="The order is the other way round: first the tensor to the CPU, then NumPy's array of it. "
    "An array has no `.cpu()`.",
)
def to_numpy(tensor):
    return tensor.detach().numpy().cpu().copy()


@wrong(
    "a tensor",
    fails=[
        "a tensor on the CPU",
        "a tensor that requires a gradient",
        "a tensor on the accelerator",
        "one that requires a gradient, on the accelerator",
        "changing one of the two afterwards",
        "what autograd knows of the tensor",
        "a bfloat16 tensor",
    ],
    says="You return a tensor, and a NumPy array is asked for: `.numpy()` is missing at the end.",
)
def to_numpy(tensor):
    tensor = tensor.detach().cpu().clone()
    return tensor.float() if tensor.dtype == torch.bfloat16 else tensor


@wrong(
    "a list",
    fails=[
        "a tensor on the CPU",
        "a tensor that requires a gradient",
        "a tensor on the accelerator",
        "one that requires a gradient, on the accelerator",
        "changing one of the two afterwards",
        "what autograd knows of the tensor",
        "a bfloat16 tensor",
    ],
    says="You return Python lists or numbers, and a NumPy array with the shape and the dtype of "
    "the tensor is asked for.",
)
def to_numpy(tensor):
    return tensor.tolist()


@wrong(
    "dtype lost on the way",
    fails=["a tensor on the CPU", "a bfloat16 tensor"],
    says="The dtype is another one: yours is `float64`. `.numpy()` keeps the dtype, and only a "
    "`bfloat16` tensor is to become `float32`. (A Python list remembers no dtype: of its fractions "
    "NumPy makes `float64`.)",
)
def to_numpy(tensor):
    import numpy as np

    return np.array(tensor.tolist())


@wrong(
    "all float32",
    fails=[
        "a tensor on the CPU",
        "a tensor that requires a gradient",
        "a tensor on the accelerator",
        "one that requires a gradient, on the accelerator",
        "changing one of the two afterwards",
        "what autograd knows of the tensor",
    ],
    says="You make `float32` of every dtype. Only `bfloat16`, which NumPy does not know, needs "
    "that; the others keep theirs, integers too.",
)
def to_numpy(tensor):
    return tensor.detach().cpu().float().numpy().copy()


@wrong(
    "every fraction float32",
    fails=[
        "a tensor on the CPU",
        "a tensor that requires a gradient",
        "a tensor on the accelerator",
        "one that requires a gradient, on the accelerator",
        "changing one of the two afterwards",
        "what autograd knows of the tensor",
    ],
    says="You make `float32` of every floating dtype. NumPy knows `float16` and `float64`, so they "
    "stay; only `bfloat16` is missing there.",
)
def to_numpy(tensor):
    tensor = tensor.detach().cpu()
    if tensor.is_floating_point():
        tensor = tensor.float()
    return tensor.numpy().copy()


@wrong(
    "bfloat16 forgotten",
    fails=[
        "a bfloat16 tensor",
    ],
    says="NumPy has no `bfloat16`, hence *unsupported ScalarType*. After autocast such tensors are "
    "everywhere: make `float32` of them first. (`float()` returns a new tensor, and a dtype never "
    "equals a string.)",
)
def to_numpy(tensor):
    return tensor.detach().cpu().numpy().copy()


@wrong(
    "the tensor cut off",
    fails=["a tensor on the CPU", "what autograd knows of the tensor"],
    says="You changed the tensor that was given: it no longer takes part in autograd, and whoever "
    "calls `backward` next will find out. `detach_()` and `requires_grad_(False)` change the "
    "tensor, `detach()` returns another one.",
)
def to_numpy(tensor):
    tensor.detach_()
    tensor = tensor.cpu()
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.float()
    return tensor.numpy().copy()


@wrong(
    "float16 as well",
    fails=[
        "a tensor on the CPU",
    ],
    says="You make `float32` of a `float16` tensor. NumPy knows `float16`: only `bfloat16` is "
    "missing there.",
)
def to_numpy(tensor):
    tensor = tensor.detach().cpu()
    if tensor.dtype in (torch.float16, torch.bfloat16):
        tensor = tensor.float()
    return tensor.numpy().copy()


@wrong(
    "the caller's tensor moved",
    fails=[
        "a tensor on the accelerator",
        "one that requires a gradient, on the accelerator",
    ],
    says="The tensor that was given is on the CPU now: assigning to `.data` moves the caller's "
    "tensor itself. It is to stay where it is. `.cpu()` returns another one: give that a name.",
)
def to_numpy(tensor):
    tensor.data = tensor.data.cpu()
    tensor = tensor.detach()
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.float()
    return tensor.numpy().copy()


@alternative("an empty one on the CPU, filled")
def to_numpy(tensor):
    kind = torch.float32 if tensor.dtype == torch.bfloat16 else tensor.dtype
    return torch.empty_like(tensor, dtype=kind, device="cpu").copy_(tensor.detach()).numpy()


@alternative("clone before, under no_grad")
def to_numpy(tensor):
    with torch.no_grad():
        dtype = torch.float32 if tensor.dtype == torch.bfloat16 else tensor.dtype
        return tensor.clone().to("cpu", dtype).detach().numpy()


@alternative("force, then a copy")
def to_numpy(tensor):
    import numpy as np

    if tensor.dtype == torch.bfloat16:
        tensor = tensor.to(torch.float32)
    return np.array(tensor.numpy(force=True))


@alternative("a list with its dtype")
def to_numpy(tensor):
    import numpy as np

    dtype = str(tensor.dtype).removeprefix("torch.").replace("bfloat16", "float32")
    return np.array(tensor.tolist(), dtype=dtype).reshape(tuple(tensor.shape))
