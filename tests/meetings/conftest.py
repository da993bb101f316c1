import pytest

from tests.meetings.hall import Hall, furnish
from tests.year_world import World


@pytest.fixture
def hall(world: World) -> Hall:
    return furnish(world)
