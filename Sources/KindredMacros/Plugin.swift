import SwiftCompilerPlugin
import SwiftSyntaxMacros

@main
struct KindredMacrosPlugin: CompilerPlugin {
  let providingMacros: [any Macro.Type] = [
    ModelMacro.self, FieldMacro.self, PrimaryKeyMacro.self, TransientMacro.self, ForeignKeyMacro.self,
    ManyToManyMacro.self, FieldsMacro.self, EmbeddedMacro.self, DeferredMacro.self,
    SelectionMacro.self,
    JSONDocumentMacro.self,
  ]
}
