/// Makes the properties of a `Codable` struct known to queries, so that paths into its documents are typed.
///
/// ```swift
/// @JSONDocument
/// struct Owner: Codable {
///   var name: String
///   var nickname: String?
///   var pets: [Pet] = []
/// }
///
/// @JSONDocument
/// struct Pet: Codable {
///   var name: String
///   var age: Int
/// }
///
/// @Model
/// struct Shop {
///   @Field(.json) var owner: Owner
/// }
///
/// Shop.objects.filter { $0.owner.name == "Ann" && $0.owner.pets[0].age > 3 }
/// ```
///
/// The keys are those that `Codable` uses: the names of the properties, or what `CodingKeys` say. A misspelt property
/// does not compile, and each path has the type of its property; behind an optional one it is optional.
///
/// A struct with an `encode(to:)` of its own is refused, because a macro cannot see the keys in it.
@attached(member, names: named(JSONKeys), named(jsonKeys))
@attached(extension, conformances: JSONDocument)
public macro JSONDocument() = #externalMacro(module: "KindredMacros", type: "JSONDocumentMacro")
