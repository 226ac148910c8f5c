"""What one can do with accounts, by noun. Every verb takes the session and `now`, flushes, never commits."""

from milepost.accounts.services.guests import forget_idle_guests, join_guest, start_guest
from milepost.accounts.services.people import administrator_link

__all__ = ["administrator_link", "forget_idle_guests", "join_guest", "start_guest"]
