"""Drawing: values of the library as text that reads well in a terminal, a pipe and a screen reader."""
