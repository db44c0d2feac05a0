"""What scikit-learn dropped: ``reference.sklearn.<path>`` was ``sklearn.<path>``."""
