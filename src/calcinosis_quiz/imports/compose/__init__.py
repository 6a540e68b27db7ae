"""Parts of a question to an item of the type that can say it; what it cannot say is noted as a loss."""
