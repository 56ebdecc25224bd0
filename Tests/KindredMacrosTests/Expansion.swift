import KindredMacros
import SwiftDiagnostics
import SwiftParser
import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacros

/// The macros as the compiler is told about them.
let macroSpecs: [String: MacroSpec] = [
  "Model": MacroSpec(type: ModelMacro.self, conformances: ["Model", "Decodable", "Encodable"]),
  "Field": MacroSpec(type: FieldMacro.self),
  "PrimaryKey": MacroSpec(type: PrimaryKeyMacro.self),
  "Transient": MacroSpec(type: TransientMacro.self),
  "ForeignKey": MacroSpec(type: ForeignKeyMacro.self),
  "OneToOne": MacroSpec(type: ForeignKeyMacro.self),
  "Parent": MacroSpec(type: ForeignKeyMacro.self),
  "Embedded": MacroSpec(type: EmbeddedMacro.self),
  "Fields": MacroSpec(type: FieldsMacro.self, conformances: ["FieldGroup", "Decodable", "Encodable"]),
  "ManyToMany": MacroSpec(type: ManyToManyMacro.self),
  "Deferred": MacroSpec(type: DeferredMacro.self),
  "Selection": MacroSpec(type: SelectionMacro.self, conformances: ["Selection"]),
  "JSONDocument": MacroSpec(type: JSONDocumentMacro.self, conformances: ["JSONDocument"]),
]

/// The expansion of a source by the macros.
struct Expansion {
  /// The source with the added code.
  let text: String
  /// The diagnostics, as `line:column: message`.
  let messages: [String]
  /// What each of their corrections makes of the source, after the correction's title.
  let corrections: [(title: String, source: String)]

  /// Expands a source.
  init(_ source: String) {
    let tree = Parser.parse(source: source)
    let context = BasicMacroExpansionContext(sourceFiles: [
      tree: BasicMacroExpansionContext.KnownSourceFile(moduleName: "Test", fullFilePath: "test.swift")
    ])
    let expanded = tree.expand(
      macroSpecs: macroSpecs,
      contextGenerator: { node in
        BasicMacroExpansionContext(sharingWith: context, lexicalContext: node.allMacroLexicalContexts())
      },
      indentationWidth: .spaces(2))
    text = expanded.description
    messages = context.diagnostics.map { diagnostic in
      let place = context.location(
        for: diagnostic.position, anchoredAt: diagnostic.node, fileName: "test.swift")
      return "\(place.line):\(place.column): \(diagnostic.message)"
    }
    corrections = context.diagnostics.flatMap(\.fixIts).map { fixIt in
      (fixIt.message.message, Expansion.apply(fixIt, to: source, in: context))
    }
  }

  private static func apply(_ fixIt: FixIt, to source: String, in context: BasicMacroExpansionContext) -> String {
    var bytes = Array(source.utf8)
    for case .replace(let old, let new) in fixIt.changes {
      let start = context.location(
        for: old.positionAfterSkippingLeadingTrivia, anchoredAt: old, fileName: "test.swift"
      ).offset
      bytes.replaceSubrange(start..<start + old.trimmedLength.utf8Length, with: Array(new.trimmedDescription.utf8))
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
