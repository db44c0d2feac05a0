"""rnn-migrate: upgrade TensorFlow 1 notebooks to today's TensorFlow.

The entry points are `migrate.api.migrate_text` and `migrate.api.migrate_path`; nothing in this
package imports TensorFlow.
"""

__version__ = "0.1.0"
