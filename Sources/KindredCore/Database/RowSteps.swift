/// How to step through the rows of a query that was begun, for the only one who uses its connection.
@frozen
@usableFromInline
package struct RowSteps {
  /// Goes to the next row and answers a status of the driver.
  @usableFromInline package typealias Step = @convention(c) (OpaquePointer?) -> Int32

  /// What the functions take as their first argument.
  @usableFromInline let handle: OpaquePointer?
  /// Read the row.
  @usableFromInline let functions: UnsafePointer<CellFunctions>
  @usableFromInline let step: Step
  /// The status that says that there is a row.
  @usableFromInline let row: Int32

  package init(
    handle: OpaquePointer?, functions: UnsafePointer<CellFunctions>, step: @escaping Step, row: Int32
  ) {
    self.handle = handle
    self.functions = functions
    self.step = step
    self.row = row
  }
}
