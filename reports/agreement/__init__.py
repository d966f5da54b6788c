"""How far coders agree: pure functions over what they gave, exact to the last digit."""
