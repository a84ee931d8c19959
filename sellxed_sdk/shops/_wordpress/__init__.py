"""WordPress and WooCommerce.

Follows the platform's own rules: plugins are PHP files with a header, directly in
``plugins/`` or one directory below; must-use plugins and drop-ins always run; which
others run is in the database, so it is unknown unless the caller has evidence.
"""

from sellxed_sdk.shops._wordpress._inventory import WORDPRESS

__all__ = ["WORDPRESS"]
