import SwiftSyntax

extension PropertyChecker {
  /// Checks a deferred column.
  mutating func checkDeferred(_ attribute: AttributeSyntax) {
    let others: Set<String> = ["Embedded", "ForeignKey", "ManyToMany", "OneToOne", "Parent", "PrimaryKey", "Transient"]
    for other in property.declaration.attributes.attributes where others.contains(other.simpleName) {
      report(.combined(attribute, with: other))
    }
    if !property.isMutable { report(.constantDeferred(property.declaration)) }
    if let observers = property.binding.accessorBlock { report(.deferredObservers(observers)) }
    if property.declaration.bindings.count > 1 { report(.deferredList(attribute)) }
  }
}
