"""Where a row lies is among its words: they follow when a unit moves."""

from xinhuo.ground.kernel.moving import register
from xinhuo.ground.search.services import follow

register(follow)
