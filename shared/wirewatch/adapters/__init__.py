"""What fills the ports, named after the technology behind each adapter."""
