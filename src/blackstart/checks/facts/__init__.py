"""What several families read of a host: each fact asked for, and read, in one way."""
