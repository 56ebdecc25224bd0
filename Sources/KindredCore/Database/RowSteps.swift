/// How to step through the rows of a running query, for the only user of its connection.
@frozen
@usableFromInline
package struct RowSteps {
  /// Moves to the next row and returns a status of the driver.
  @usableFromInline package typealias Step = @convention(c) (OpaquePointer?) -> Int32

  /// The first argument of the functions.
  @usableFromInline let handle: OpaquePointer?
  /// The functions that read the row.
  @usableFromInline let functions: UnsafePointer<CellFunctions>
  @usableFromInline let step: Step
  /// The status that means 'row'.
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
