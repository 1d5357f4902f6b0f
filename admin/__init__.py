"""The portal and the REST interface: Flask over the capabilities of the components."""
