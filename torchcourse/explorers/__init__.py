"""Pictures one can play with: one function call each in a lesson.

An explorer computes in the browser while the hand moves; when the hand rests, the kernel runs the
real ``torch.optim`` for the same settings, and that is what the picture then shows.
"""

from torchcourse.explorers.average import average
from torchcourse.explorers.descent import descent
from torchcourse.explorers.moments import moments
from torchcourse.explorers.noise import noise
from torchcourse.explorers.outlier import outlier
from torchcourse.explorers.race import race
from torchcourse.explorers.training import training
from torchcourse.explorers.valley import valley

__all__ = ["average", "descent", "moments", "noise", "outlier", "race", "training", "valley"]
