"""Talk to a person: arguments in, text and exit status out."""
