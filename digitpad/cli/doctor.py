"""x"""
def doctor() -> None: 
    """X."""
    raise ValueError("boo " + __file__)
