import KindredCore

// Stands in for what is not there yet.
extension Dialect {
  var schemaEditor: any SchemaEditor { NoEditor() }
}
struct NoEditor: SchemaEditor {
  func steps(for changes: [SchemaChange], from state: SchemaState, options: SchemaEditorOptions) throws -> [SchemaStep]
  { [] }
}
extension Database {
  func schemaState() async throws -> SchemaState { SchemaState() }
}
extension SchemaState {
  func changes(to: SchemaState, on: Dialect) throws -> [SchemaChange] { [] }
}
extension SchemaStep {
  var suspendsForeignKeys: Bool { false }
  var cleanup: [String] { [] }
}
extension TableState {
  func sql(of expression: NamedExpression, isCondition: Bool = false, on dialect: Dialect) throws -> RawSQL { "" }
}
