from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from xinhuo.ground.kernel.crypt import fingerprint
from xinhuo.ground.kernel.fields import EncryptedText
from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.models import Rooted, RootedQuerySet
from xinhuo.ground.kernel.ref import Ref
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Appointment, Person


class Role(models.Model):
    """A role (角色): what may be done and how far it reaches. A row of data, filled from `data/roles.toml`."""

    code = models.CharField("代码", max_length=30, primary_key=True)
    name = models.CharField("名称", max_length=30)
    actions = models.JSONField("能办的事", default=list)
    reach = models.CharField("范围", max_length=10, default="own")
    strict = models.BooleanField("密码要更严", default=False)
    may_reset = models.JSONField("能替谁重设密码", default=list)
    idle_minutes = models.PositiveIntegerField("几分钟没用就退出", default=240)
    idle_own_minutes = models.PositiveIntegerField("自己的手机电脑上几分钟没用就退出", default=240)
    position = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        db_table = "accounts_role"
        ordering = ["position"]
        verbose_name = "角色"

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager.from_queryset(RootedQuerySet)):
    def by_phone(self, phone: str) -> "Account | None":
        """The open account with this phone number."""
        return self.filter(phone_print=fingerprint(phone), is_active=True).first() if phone else None


class Account(AbstractBaseUser, Rooted):
    """Someone who can log in (账号). Found by phone, or by name and unit."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="accounts", verbose_name="单位")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, verbose_name="名册上的人")
    name = models.CharField("姓名", max_length=30)
    phone = EncryptedText("手机号")
    phone_print = models.CharField(max_length=64, blank=True, editable=False)
    must_change_password = models.BooleanField("首次登录要改密码", default=True)
    is_active = models.BooleanField("在用", default=True)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    text_size = models.CharField("字号", max_length=1, default="1")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()
    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        db_table = "accounts_account"
        verbose_name = "账号"
        constraints = [
            models.UniqueConstraint(
                fields=["phone_print"],
                condition=models.Q(is_active=True) & ~models.Q(phone_print=""),
                name="account_phone_once",
                violation_error_message="这个手机号已经有账号。请核对。",
            ),
            models.UniqueConstraint(
                fields=["unit", "name"],
                condition=models.Q(is_active=True),
                name="account_name_once",
                violation_error_message="这个单位已经有同名的账号。请在姓名后加字区分。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """Ends every session of the account when the password changes or the office raises `session_epoch`."""
        return salted_hmac(
            "xinhuo.accounts.session", f"{self.password}{self.session_epoch}", algorithm="sha256"
        ).hexdigest()

    @property
    def strict(self) -> bool:
        """Does any of its roles see other units, so that the password must be stricter?"""
        return self.grants.filter(role__strict=True).exists()

    @property
    def only_own_book(self) -> bool:
        """Does it do nothing but read the own record book? Then it belongs to the person, wherever the person is."""
        return all(set(grant.role.actions) <= {"see_own_book"} for grant in self.grants.all())

    @property
    def ref(self) -> Ref:
        return Ref("account", str(self.pk), self.path, self.name, self.shard)


class GrantQuerySet(models.QuerySet):
    def valid_on(self, day: object) -> "GrantQuerySet":
        """Grants that hold on `day`; one bound to a post ends with the post."""
        return self.filter(
            models.Q(until=None) | models.Q(until__gte=day),
            models.Q(appointment=None)
            | models.Q(appointment__ended_on=None)
            | models.Q(appointment__ended_on__gte=day),
        )


class Grant(models.Model):
    """A role given to an account for a unit (授权): `reach` overrides the role's, `appointment` ends it with the post."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="grants", verbose_name="账号")
    role = models.ForeignKey(Role, models.PROTECT, verbose_name="角色")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位")
    reach = models.CharField("范围", max_length=10, blank=True)
    appointment = models.ForeignKey(Appointment, models.SET_NULL, null=True, blank=True, verbose_name="随任职")
    until = models.DateField("到期", null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        db_table = "accounts_grant"
        verbose_name = "授权"
        constraints = [models.UniqueConstraint(fields=["account", "role", "unit"], name="grant_once")]

    def __str__(self) -> str:
        return f"{self.account}·{self.role}"


class LoginPlaceQuerySet(models.QuerySet):
    def latest_first(self) -> "LoginPlaceQuerySet":
        """Where somebody is logged in, the place used last on top."""
        return self.order_by("-last_on", "-since", "id")


class LoginPlace(models.Model):
    """A telephone or computer on which an account is logged in (登录着的地方). Never where it is, never for how long.

    `last_on` is a day and an hour, written at most once an hour: enough to know a lost telephone by.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="places", verbose_name="账号")
    session_key = models.CharField(max_length=40, editable=False)
    device = models.CharField("哪种机器", max_length=40)
    own = models.BooleanField("自己的", default=False)
    since = models.DateTimeField("从", auto_now_add=True)
    last_on = models.DateTimeField("最近用过")

    objects = LoginPlaceQuerySet.as_manager()

    class Meta:
        db_table = "accounts_login_place"
        verbose_name = "登录着的地方"
        indexes = [models.Index(fields=["session_key"], name="login_place_session")]

    def __str__(self) -> str:
        return self.device
