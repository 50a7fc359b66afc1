"""The explorer of the exponential moving average, in JupyterLab, by mouse and keyboard."""

import re

BY_KERNEL = "This is PyTorch's lerp, Adam's own average, run by the kernel."


def tick(hand, wanted):
    hand.root.get_by_role("checkbox", name=hand.labels["corrected"], exact=True).set_checked(wanted)
    hand.wait_until_settled(corrected=wanted)


def above(hand):
    return int(re.search(r"first above 0\.9 at step (\d+)", hand.verdict())[1])


def test_bias_correction_is_switched_off_and_on(hand):
    line = hand.root.locator('[data-name="corrected"]')
    assert hand.source() == BY_KERNEL
    hand.set(noise=0)
    assert (line.get_attribute("d") != "", above(hand)) == (True, 1)
    tick(hand, False)

    assert (line.get_attribute("d"), above(hand)) == ("", 22)
    assert "Uncorrected, the average begins at 0.100" in hand.verdict()
    tick(hand, True)
    assert (line.get_attribute("d") != "", above(hand)) == (True, 1)


def test_the_beta_that_calms_to_a_third_is_found_by_keyboard(hand):
    hand.set(beta=0.7, steps=3000)
    share = r"a share of (0\.\d+)"
    found = hand.press_until(
        "ArrowRight", "beta", lambda words: float(re.search(share, words)[1]) <= 0.3335
    )

    assert found == 0.8
    assert hand.notebook.active() == 0
    hand.wait_until_settled(beta=0.8)
    assert hand.source() == BY_KERNEL
