import Foundation

/// Prints a line at once, as another process may wait for it.
func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }
