/// Makes a struct a set of fields, which is declared once and used in many models with ``Embedded(prefix:)``.
///
/// ```swift
/// @Fields
/// struct Audit {
///   var createdAt: Date = .now
///   @ForeignKey(onDelete: .setNull, relatedName: "%(class)sCreated") var author: Author?
/// }
///
/// @Model
/// struct Invoice {
///   var number: String
///   @Embedded var audit: Audit = Audit()
/// }
///
/// try await Invoice.objects.filter { $0.audit.createdAt < day }.all()
/// try await author.invoiceCreated.count()
/// ```
///
/// Each model has columns of its own for the set, named as its properties. Properties are declared as in a model: with
/// ``Field(_:column:maxLength:maxDigits:decimalPlaces:bits:unique:index:databaseDefault:comment:collation:)``, as foreign keys
/// and one-to-one relations. In the names of relations and of indexes, `%(class)s` stands for the model that uses the set.
///
/// - Parameters:
///   - indexes: Indexes of each model that uses the set; they name the fields of the set.
///   - uniqueTogether: Fields of the set that are unique together in each model.
///   - constraints: Check constraints and named unique constraints of each model.
@attached(member, names: arbitrary)
@attached(extension, conformances: FieldGroup, Codable)
public macro Fields(
  indexes: [IndexDefinition] = [],
  uniqueTogether: [[String]] = [],
  constraints: [ConstraintDefinition] = []
) = #externalMacro(module: "KindredMacros", type: "FieldsMacro")

/// Gives a model the fields of a set: a struct marked ``Fields(indexes:uniqueTogether:constraints:)``.
///
/// ```swift
/// @Model
/// struct Order {
///   @Embedded(prefix: "billing_") var billing: Address
///   @Embedded(prefix: "shipping_") var shipping: Address
/// }
/// ```
///
/// - Parameter prefix: What the names of the columns begin with. A model that uses one set twice needs it.
@attached(peer)
public macro Embedded(prefix: String = "") = #externalMacro(module: "KindredMacros", type: "EmbeddedMacro")
