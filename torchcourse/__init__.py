"""What notebooks import: checks, figures, explorers, the simulated accelerator."""
