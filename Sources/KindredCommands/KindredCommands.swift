// A program that conforms to `ManageCommand` needs nothing else to be imported.
@_exported public import ArgumentParser
