"""The page's tabs: each module's ``build(shell)`` lays out one and wires it."""
