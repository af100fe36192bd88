"""What training the embedded model takes: pairs, tokens, the training itself, the folder it is saved in, its score."""
