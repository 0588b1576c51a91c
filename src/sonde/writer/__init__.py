"""The SDK: writes what a training run shows into event files that Sonde and TensorBoard read.

Writers are light to import and to use: NumPy and the native core, no TensorFlow, no TensorBoard, no protobuf.
"""

from sonde.writer.file_writer import FileWriter
from sonde.writer.summary_writer import SummaryWriter

__all__ = ["FileWriter", "SummaryWriter"]
