import SwiftParser
import SwiftSyntax

/// A parsed source file.
package final class SourceFile {
  /// The path, as diagnostics print it.
  package let path: String
  let tree: SourceFileSyntax
  private let converter: SourceLocationConverter

  /// Parses a text.
  package init(path: String, text: String) {
    self.path = path
    tree = Parser.parse(source: text)
    converter = SourceLocationConverter(fileName: path, tree: tree)
  }

  /// Whether the file imports a module.
  func imports(_ module: String) -> Bool {
    tree.statements.contains { $0.item.as(ImportDeclSyntax.self)?.path.first?.name.text == module }
  }

  /// The line and column of an offset in UTF-8 bytes.
  func place(at offset: Int) -> Place {
    let location = converter.location(for: AbsolutePosition(utf8Offset: offset))
    return Place(path: path, line: location.line, column: location.column)
  }
}

/// A place in a source file.
package struct Place: Sendable, Hashable, CustomStringConvertible {
  let path: String
  let line: Int
  let column: Int

  /// In the format of compilers.
  package var description: String { "\(path):\(line):\(column)" }
}
