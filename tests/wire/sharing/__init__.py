"""Files over HTTP, and what becomes of them: the component, with nginx' part played to it."""
