"""The channel behind `assistant ask`."""
