"""
Metadata stands in setup.cfg. Here is only the one build step that it cannot express: the app descriptor lives at the
top of the repository and is copied into the package when a wheel is built.
"""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithDescriptor(build_py):
    """Copies ``atlassian-connect.json`` beside the package's modules."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            self.copy_file(
                "atlassian-connect.json", str(Path(self.build_lib) / "jxl" / "atlassian-connect.json")
            )


setup(cmdclass={"build_py": BuildWithDescriptor})
