"""Wire: the one room that knows every concrete class and reads the clock."""
